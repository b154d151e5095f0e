import type { Entry } from './entries.ts'
import type { NavigationItem } from './navigation.ts'

const definedIn = /^Defined in: (.*)\n\n/gm
const references = /^## References\n\n([^]*)$/m
const reexport = /^Re-exports (\[.*\))$/gm

/**
 * Makes a page of the API shorter: the place of the source once, at the end, and the names that other entries describe in one paragraph.
 *
 * @param markdown - as typedoc writes it
 */
export function shortenApiPage(markdown: string): string {
  const [, source] = new RegExp(definedIn.source, 'm').exec(markdown) ?? []
  const text = markdown
    .replaceAll(definedIn, '')
    .replace(
      references,
      (_, section: string) => `## Also exported\n\n${Array.from(section.matchAll(reexport), ([, link]) => link).join(', ')}\n`,
    )
  return source === undefined ? text : `${text.trimEnd()}\n\nSource: ${source}\n`
}

/** The page that leads to the entries of all packages. */
export function apiIndex(entries: readonly Entry[]): string {
  const rows = entries.map(({ specifier, path, description }) => `| [${specifier}](./${path}/index.md) | ${description} |`)
  return [
    `---\n${JSON.stringify({ editLink: false, titleTemplate: ':title · Everbearer' })}\n---\n`,
    '# API',
    '',
    'Every name that the packages export, from the comments of the sources. Adapters export all names of core, too.',
    '',
    '| import from | package |',
    '|---|---|',
    ...rows,
    '',
  ].join('\n')
}

/** The sidebar of the API. */
export function apiSidebar(entries: readonly Entry[]): NavigationItem[] {
  return [
    {
      text: 'API',
      items: entries.map(({ path, description }) => ({ text: path, link: `/api/${path}/`, about: description })),
    },
  ]
}
