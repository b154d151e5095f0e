import { basename, dirname, join } from 'node:path/posix'

/** A page of the site, and the file of the repository that the page shows. */
export interface Page {
  /** Relative to the repository. */
  readonly source: string
  /** Relative to the folder of pages. */
  readonly path: string
}

/** The patterns of the files that become pages as they are. */
export const pagePatterns: readonly string[] = ['docs/**/*.md', 'packages/*/README.md']

/** The page that shows a file. */
export function pageOf(source: string): Page {
  if (source === 'README.md') return { source, path: 'index.md' }
  if (source === 'docs/README.md') return { source, path: 'documentation.md' }
  if (source.startsWith('docs/')) return { source, path: source.slice('docs/'.length) }
  return { source, path: join('packages', `${basename(dirname(source))}.md`) }
}

/** How the title of a page ends in tabs and in search results: pages of several folders have the same heading. */
export function titleTemplate(path: string): string {
  const [folder = '.'] = dirname(path).split('/')
  return [':title', ...(folder === '.' ? [] : [folder[0]!.toUpperCase() + folder.slice(1)]), 'Everbearer'].join(' · ')
}
