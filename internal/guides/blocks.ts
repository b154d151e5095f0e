import type { Nodes } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { headingNames } from '../repository/links.ts'
import { readText } from '../repository/repository.ts'
import { readSnippets } from '../repository/snippets.ts'

/** A block of code of a page. */
export interface Block {
  /** The heading above it, as a link names the heading. The second block below a heading ends in ` 2`. */
  readonly name: string
  readonly code: string
}

interface Place {
  readonly line: number
  readonly heading: string
}

/** Reads the blocks of TypeScript of a page. Blocks that show a file of the repository are not among them. */
export async function readBlocks(path: string): Promise<Block[]> {
  return blocksOf(path, await readText(path))
}

/** The same of a text. */
export function blocksOf(path: string, markdown: string): Block[] {
  const headings = placesOf(markdown)
  const counts = new Map<string, number>()
  return readSnippets(path, markdown).snippets.map(({ line, code }) => {
    const heading = headings.findLast((each) => each.line < line)?.heading ?? ''
    const count = (counts.get(heading) ?? 0) + 1
    counts.set(heading, count)
    return { name: count === 1 ? heading : `${heading} ${count}`, code }
  })
}

function placesOf(markdown: string): Place[] {
  const names = headingNames(markdown)
  return linesOfHeadings(fromMarkdown(markdown)).map((line, index) => ({ line, heading: names[index]! }))
}

function linesOfHeadings(node: Nodes): number[] {
  if (node.type === 'heading') return [node.position!.start.line]
  return 'children' in node ? node.children.flatMap(linesOfHeadings) : []
}
