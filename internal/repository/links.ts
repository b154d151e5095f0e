import { dirname, join, normalize } from 'node:path/posix'
import type { Nodes, Parent } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'

/** A link from a Markdown file to a file or a heading of this repository. */
export interface Link {
  /** The file that has the link, and the line. */
  readonly from: string
  /** The path that the link names, relative to the repository. */
  readonly path: string
  /** The name of a heading, without `#`; empty where the link names none. */
  readonly heading: string
}

/** Where package pages on npm, which know no relative links, find the files of this repository. */
const published = /^https:\/\/github\.com\/everbearer\/everbearer\/(?:blob|tree)\/main\//

/** Finds the links and images that lead to files of this repository. */
export function readLinks(file: string, markdown: string): Link[] {
  return nodesOf(fromMarkdown(markdown)).flatMap((node) => {
    if (node.type !== 'link' && node.type !== 'image' && node.type !== 'definition') return []
    const isPublished = published.test(node.url)
    if (/^[a-z]+:/.test(node.url) && !isPublished) return []
    const [path = '', heading = ''] = node.url.replace(published, '').split('#')
    const target = path === '' ? file : isPublished ? path : join(dirname(file), path)
    return [{ from: `${file}:${node.position?.start.line}`, path: normalize(target), heading }]
  })
}

/** The names by which links reach the headings of a Markdown file, as GitHub forms them. */
export function headingNames(markdown: string): string[] {
  const counts = new Map<string, number>()
  return nodesOf(fromMarkdown(markdown)).flatMap((node) => {
    if (node.type !== 'heading') return []
    const name = textOf(node)
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
      .replaceAll(' ', '-')
    const before = counts.get(name) ?? 0
    counts.set(name, before + 1)
    return [before === 0 ? name : `${name}-${before}`]
  })
}

function nodesOf(node: Nodes): Nodes[] {
  return [node, ...('children' in node ? node.children.flatMap(nodesOf) : [])]
}

function textOf(node: Parent | Nodes): string {
  if ('value' in node) return node.value
  return 'children' in node ? node.children.map(textOf).join('') : ''
}
