import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { filesMatching, write } from './files.ts'
import { readReadme } from './front-page.ts'
import type { NavigationItem } from './navigation.ts'
import type { Sidebars } from './stage-pages.ts'

interface Options {
  readonly root: string
  /** The folder of the pages that VitePress read. */
  readonly pages: string
  readonly outDir: string
  /** The path of the front page on its host. */
  readonly base: string
  readonly sidebars: Sidebars
}

const frontMatter = /^---\n[^]*?\n---\n\n/

/**
 * Writes the pages as Markdown beside those in HTML, for programs that read texts. `llms.txt` lists them, and `llms-full.txt` has
 * the text of all but the pages of the API. See llmstxt.org.
 */
export async function writeTexts({ root, pages, outDir, base, sidebars }: Options): Promise<void> {
  const { pitch, bullets } = readReadme(await readFile(join(root, 'README.md'), 'utf8'))
  const about = `# Everbearer\n\n> ${pitch}\n\n${bullets}`
  const paths = (await filesMatching(pages, ['**/*.md'])).filter((path) => path !== 'index.md')
  const texts = new Map<string, string>()
  for (const path of paths) texts.set(path, (await readFile(join(pages, path), 'utf8')).replace(frontMatter, ''))
  for (const [path, text] of texts) await write(outDir, path, text)

  const { '/': main, '/api/': api } = sidebars
  const groups = [...main, ...api]
  await write(outDir, 'llms.txt', [about, ...groups.map((group) => listOf(group, base))].join('\n'))
  const inOrder = main.flatMap(({ items = [] }) => pathsOf(items)).map((path) => texts.get(path) ?? '')
  await write(outDir, 'llms-full.txt', [about, ...inOrder].join('\n\n'))
}

function listOf({ text, items = [] }: NavigationItem, base: string): string {
  return `## ${text}\n\n${items.map((item) => rowOf(item, base)).join('\n')}\n`
}

function rowOf(item: NavigationItem, base: string, group = ''): string {
  if (item.items !== undefined) return item.items.map((one) => rowOf(one, base, `${item.text}: `)).join('\n')
  return `- [${group}${item.text}](${base}${pathOf(item)})${item.about === undefined ? '' : `: ${item.about}`}`
}

function pathsOf(items: readonly NavigationItem[]): string[] {
  return items.flatMap((item) => (item.items === undefined ? [pathOf(item)] : pathsOf(item.items)))
}

/** `/guide/accounts` → `guide/accounts.md`, `/api/core/` → `api/core/index.md` */
function pathOf({ link = '' }: NavigationItem): string {
  return `${link.slice(1)}${link.endsWith('/') ? 'index' : ''}.md`
}
