import { existsSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path/posix'
import type { Definition, Image, Link, Nodes } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import type { Page } from './pages.ts'

const repository = 'https://github.com/everbearer/everbearer'

/** The start of the links by which package pages on npm, which know no relative links, reach files of the repository. */
const published = /^https:\/\/github\.com\/everbearer\/everbearer\/(?:blob|tree)\/main\//

/** What links of a page can lead to. */
export interface Targets {
  readonly root: string
  /** The page of each file that is on the site. */
  readonly pages: ReadonlyMap<string, Page>
  /** The files that are copied to the site beside the pages, by their path in the repository. */
  readonly assets: ReadonlyMap<string, string>
}

/** Replaces the URLs of all links and images of a Markdown text. @param replace - gets a URL, and returns another or the same */
export function replaceLinks(markdown: string, replace: (url: string) => string): string {
  const links = nodesOf(fromMarkdown(markdown)).filter(
    (node) => node.type === 'link' || node.type === 'image' || node.type === 'definition',
  )
  let text = markdown
  // From the end, so that the positions before it stay right.
  for (const link of links.toSorted((a, b) => startOf(b) - startOf(a))) {
    const after = replace(link.url)
    if (after === link.url) continue
    const at = placeOfUrl(link, text)
    text = text.slice(0, at) + after + text.slice(at + link.url.length)
  }
  return text
}

/** Where the URL of a link is in the text. */
function placeOfUrl(link: Link | Image | Definition, text: string): number {
  const ofLink = text.slice(startOf(link), link.position?.end.offset)
  for (const before of link.type === 'definition' ? [']: '] : ['](', '<']) {
    const at = ofLink.lastIndexOf(before + link.url)
    if (at !== -1) return startOf(link) + at + before.length
  }
  throw new Error(`the link to ${link.url} is written in a way that cannot be replaced`)
}

/**
 * The URL of a link on its page of the site: relative if its target is on the site, else an address on GitHub.
 * The URLs of other hosts and those of headings of the same page stay.
 */
export function urlOnSite(url: string, from: Page, { root, pages, assets }: Targets): string {
  const isPublished = published.test(url)
  if ((/^[a-z]+:/i.test(url) && !isPublished) || url.startsWith('#')) return url
  const [path = '', heading] = url.replace(published, '').split('#')
  const target = (isPublished ? path : join(dirname(from.source), path)).replace(/\/$/, '')
  const hash = heading === undefined ? '' : `#${heading}`
  const onSite = pages.get(target)?.path ?? pages.get(join(target, 'README.md'))?.path ?? assets.get(target)
  if (onSite !== undefined) return `${relativePath(from.path, onSite)}${hash}`
  if (!existsSync(join(root, target))) throw new Error(`${from.source}: the link to ${url} leads to nothing`)
  const kind = statSync(join(root, target)).isDirectory() ? 'tree' : 'blob'
  return `${repository}/${kind}/main/${target}${hash}`
}

function relativePath(from: string, to: string): string {
  const path = relative(dirname(from), to)
  return path.startsWith('.') ? path : `./${path}`
}

function nodesOf(node: Nodes): Nodes[] {
  return [node, ...('children' in node ? node.children.flatMap(nodesOf) : [])]
}

function startOf({ position }: Nodes): number {
  return position?.start.offset ?? 0
}
