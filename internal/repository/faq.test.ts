import type { Nodes, RootContent } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { describe, expect, it } from 'vitest'
import { readLinks } from './links.ts'
import { readText } from './repository.ts'

const path = 'docs/guide/faq.md'

interface Question {
  readonly title: string
  /** Markdown of the answer, without its code. */
  readonly prose: string
}

/** The questions of a page: its headings of the third level, each with the paragraphs below. */
function questionsOf(markdown: string): Question[] {
  const questions: { title: string; prose: string }[] = []
  let current: { title: string; prose: string } | undefined
  for (const node of fromMarkdown(markdown).children) {
    if (node.type === 'heading') {
      current = node.depth === 3 ? { title: textAt(markdown, node).slice(4), prose: '' } : undefined
      if (current !== undefined) questions.push(current)
    } else if (current !== undefined && node.type !== 'code') current.prose += `${textAt(markdown, node)}\n`
  }
  return questions
}

function textAt(markdown: string, { position }: Nodes | RootContent): string {
  return markdown.slice(position?.start.offset, position?.end.offset)
}

/** What is wrong with an answer. */
function faultsOf({ prose }: Question): string[] {
  const lines = prose.split('\n').filter((line) => line.trim() !== '')
  const links = readLinks(path, prose).filter((link) => link.path !== path && /^(?:docs|examples)\//.test(link.path))
  return [
    ...(lines.length === 0 ? ['has no prose'] : []),
    ...(lines.length > 5 ? [`has ${lines.length} lines of prose`] : []),
    ...(lines.some((line) => line.length > 150) ? ['has a line of more than 150 characters'] : []),
    ...(links.length === 0 ? ['leads to no other page'] : []),
  ]
}

describe('the questions', async () => {
  const questions = questionsOf(await readText(path))

  it.each(questions)('“$title” is answered in at most five lines, with a link into the documentation', (question) => {
    expect(faultsOf(question)).toEqual([])
  })

  it('are at least twenty, each asked once', () => {
    expect(questions.length).toBeGreaterThanOrEqual(20)
    expect(new Set(questions.map(({ title }) => title.toLowerCase())).size).toBe(questions.length)
  })
})

describe('the check of an answer', () => {
  const answer = (prose: string): string[] => questionsOf(`### a\n\n${prose}\n`).flatMap(faultsOf)
  const link = '[b](stores.md)'

  it('accepts five lines with a link, and code beside them', () => {
    expect(answer(`1\n2\n3\n4\n5 ${link}\n\n\`\`\`ts\n1\n2\n\`\`\``)).toEqual([])
  })

  it('finds a sixth line, also in a paragraph or list of its own', () => {
    expect(answer(`1\n2\n3\n4\n5\n6 ${link}`)).toEqual(['has 6 lines of prose'])
    expect(answer(`1\n2\n3\n4\n\n- 5\n- 6 ${link}`)).toEqual(['has 6 lines of prose'])
  })

  it('finds a long line in place of two', () => {
    expect(answer(`${'a'.repeat(151)}\n${link}`)).toEqual(['has a line of more than 150 characters'])
  })

  it('finds an answer without a link, or with links to elsewhere alone', () => {
    expect(answer('1')).toEqual(['leads to no other page'])
    expect(answer('[b](https://example.com) [c](#d)')).toEqual(['leads to no other page'])
  })

  it('finds an answer that is code alone', () => {
    expect(answer('```ts\n1\n```')).toEqual(['has no prose', 'leads to no other page'])
  })
})
