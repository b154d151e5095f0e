import { slug } from 'github-slugger'
import type { MarkdownOptions, MarkdownRenderer } from 'vitepress'
import { drawMermaid } from './drawings.ts'

/** How the pages are made of Markdown: as GitHub shows it. */
export const markdown: MarkdownOptions = {
  anchor: { slugify: slug },
  // Of the themes of Shiki, those whose comments can be read on grey.
  theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  config(renderer) {
    drawDiagrams(renderer)
    letTablesScroll(renderer)
  },
}

function drawDiagrams({ renderer }: MarkdownRenderer): void {
  const fence = renderer.rules.fence!
  renderer.rules.fence = (tokens, index, ...others) => {
    const { info, content } = tokens[index]!
    return info.trim() === 'mermaid' ? drawMermaid(content) : fence(tokens, index, ...others)
  }
}

/** Wide tables scroll. With a place in the order of focus, they do by the keyboard, too. */
function letTablesScroll({ core }: MarkdownRenderer): void {
  core.ruler.push('tables', ({ tokens }) => {
    for (const [index, token] of tokens.entries()) {
      if (token.type === 'table_open') token.attrSet('tabindex', '0')
      // A corner without words is the header of nothing.
      if (token.type === 'th_open' && tokens[index + 1]?.content === '') for (const cell of [token, tokens[index + 2]!]) cell.tag = 'td'
    }
  })
}
