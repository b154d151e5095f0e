import type { WrittenSbom } from './sboms.ts'

/**
 * Reads what the publishing action says.
 *
 * @returns `<name>@<version>` of each package that it has published
 * @throws {TypeError} the text is not the list that the action promises
 */
export function readPublished(text: string | undefined): string[] {
  const list: unknown = text === undefined ? undefined : JSON.parse(text)
  if (!Array.isArray(list) || !list.every(isNamed)) throw new TypeError('PUBLISHED: expected a list of packages with name and version')
  return list.map(({ name, version }) => `${name}@${version}`)
}

/**
 * The list of components for each published package.
 *
 * @throws {Error} a package has none
 */
export function sbomsFor(published: readonly string[], sboms: readonly WrittenSbom[]): WrittenSbom[] {
  return published.map((name) => {
    const found = sboms.find((each) => each.package === name)
    if (found === undefined) throw new Error(`there is no list of components for ${name}`)
    return found
  })
}

function isNamed(each: unknown): each is { readonly name: string; readonly version: string } {
  return typeof each === 'object' && each !== null && 'name' in each && 'version' in each
}
