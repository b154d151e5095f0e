import type { Code, Nodes } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'

/** A block of TypeScript in a Markdown file. */
export interface Snippet {
  readonly file: string
  /** The line in the file that holds the block's first line of code. */
  readonly line: number
  readonly code: string
  /** Named where the block is run against the testbed as well: `axios` in one that opens with "ts example=axios". */
  readonly example?: string
  /** Does it import a library that only the long run installs? Its block opens with "ts neighbour". */
  readonly isNeighbour?: boolean
}

/** A block that shows a file of the repository: it opens with "ts file=<path>". The file is type-checked where it is. */
export interface ShownFile {
  /** The line in the Markdown file that holds the block's first line of code. */
  readonly line: number
  readonly path: string
  readonly code: string
}

export interface MarkdownFile {
  readonly snippets: readonly Snippet[]
  readonly shown: readonly ShownFile[]
  /** Blocks of JSON that open with "json example=<name>": fields of a package.json that is tried out. */
  readonly manifests: ReadonlyMap<string, string>
  /** Blocks whose info string says nothing that we know, and that nobody would therefore check. */
  readonly unknown: readonly string[]
}

const otherLanguages = new Set(['sh', 'json', 'http', 'text', 'diff', 'mermaid'])

/** Finds the code blocks of a Markdown file and sorts those in TypeScript from the rest. */
export function readSnippets(file: string, markdown: string): MarkdownFile {
  const snippets: Snippet[] = []
  const shown: ShownFile[] = []
  const manifests = new Map<string, string>()
  const unknown: string[] = []
  for (const { lang, meta, value, position } of codeBlocks(fromMarkdown(markdown))) {
    const line = (position?.start.line ?? 0) + 1
    const info = [lang, meta].filter(Boolean).join(' ')
    const example = /^ts example=([a-z0-9]+)$/.exec(info)?.[1]
    const path = /^ts file=([\w./-]+\.ts)$/.exec(info)?.[1]
    const manifest = /^json example=([a-z-]+)$/.exec(info)?.[1]
    if (example !== undefined) snippets.push({ file, line, code: value, example })
    else if (path !== undefined) shown.push({ line, path, code: value })
    else if (manifest !== undefined) manifests.set(manifest, value)
    else if (info === 'ts') snippets.push({ file, line, code: value })
    else if (info === 'ts neighbour') snippets.push({ file, line, code: value, isNeighbour: true })
    else if (!otherLanguages.has(info)) unknown.push(`${file}:${line - 1} has the unknown info string "${info}"`)
  }
  return { snippets, shown, manifests, unknown }
}

function codeBlocks(node: Nodes): Code[] {
  if (node.type === 'code') return [node]
  return 'children' in node ? node.children.flatMap(codeBlocks) : []
}
