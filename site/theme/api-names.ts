import type { ApiNames } from '../build/api-pages.ts'

/** Links to names of one kind. */
export interface NameGroup {
  readonly text: string
  readonly items: readonly { readonly name: string; readonly link: string; readonly isCurrent: boolean }[]
}

/**
 * The links to all names of the entry that a page of the API belongs to.
 *
 * @param path - of the page, e.g. `api/core/functions/createCoordinator.md`
 * @returns empty for other pages
 */
export function groupsOf(frontMatter: Partial<ApiNames>, path: string): NameGroup[] {
  const { entry = '', names = [] } = frontMatter
  const folder = `/api/${entry.replace('@everbearer/', '')}`
  const address = `/${path.replace(/\.md$/, '')}`
  return names.map(({ text, folder: kind, names: ofKind }) => ({
    text,
    items: ofKind.map((name) => {
      const link = `${folder}/${kind}/${name}`
      return { name, link, isCurrent: link === address }
    }),
  }))
}
