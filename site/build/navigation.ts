import { basename, join } from 'node:path/posix'
import type { Link, Nodes, RootContent } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'

/** A link of the sidebar, or a group of links. */
export interface NavigationItem {
  readonly text: string
  readonly link?: string
  /** What the page is for. */
  readonly about?: string
  readonly items?: readonly NavigationItem[]
}

/**
 * Reads the index of the documentation: a group for each heading, an item for each row of its table.
 * A row with several links becomes a group of its own.
 *
 * @param index - the text of docs/README.md
 * @returns the groups by heading; the group of the first heading is named "Guide"
 */
function readNavigation(index: string): NavigationItem[] {
  const lines = index.split('\n')
  const groups: { text: string; items: NavigationItem[] }[] = []
  for (const node of fromMarkdown(index).children) {
    if (node.type === 'heading') groups.push({ text: groups.length === 0 ? 'Guide' : textOf(node), items: [] })
    else groups.at(-1)?.items.push(...rowsOf(node, lines))
  }
  return groups
}

/**
 * The sidebar of all pages but those of the API: the index of the documentation, and the packages after the reference.
 *
 * @param packages - the paths of the pages of packages
 */
export function mainSidebar(index: string, packages: readonly string[]): NavigationItem[] {
  const [guide, reference, ...others] = readNavigation(index)
  if (guide === undefined || reference === undefined)
    throw new Error('docs/README.md: expected a table of the guide and one of the reference')
  const items = packages.map((path) => ({ text: basename(path, '.md'), link: addressOf(path) }))
  return [guide, reference, { text: 'Packages', items }, ...others]
}

/** A table is a paragraph to the parser, which knows no tables: each row is a line of it. */
function rowsOf(node: RootContent, lines: readonly string[]): NavigationItem[] {
  return [...Map.groupBy(linksIn(node), ({ position }) => position?.start.line ?? 0)].map(([line, links]) => {
    const cells = (lines[line - 1] ?? '').split('|').map((cell) => cell.trim())
    const items = links.map((link) => ({ text: textOf(link), link: addressOf(link.url) }))
    const [only] = items
    if (items.length === 1 && only !== undefined) return { ...only, about: cells.find((cell) => cell !== '' && !cell.includes('](')) ?? '' }
    return { text: cells[1] ?? '', items }
  })
}

/** `guide/accounts.md` → `/guide/accounts` */
function addressOf(url: string): string {
  return join('/', url).replace(/\.md$/, '')
}

function linksIn(node: Nodes): Link[] {
  if (node.type === 'link') return [node]
  return 'children' in node ? node.children.flatMap(linksIn) : []
}

function textOf(node: Nodes): string {
  if ('value' in node) return node.value
  return 'children' in node ? node.children.map(textOf).join('') : ''
}
