/** Puts a table between the marks of a page, and into each block that names a file the text of that file. */
export function fillPage(page: string, table: string, read: (path: string) => string): string {
  return page
    .replace(/(<!-- migrate:figures -->\n)[^]*?(?=<!-- \/migrate -->)/, (_, mark: string) => `${mark}${table}\n`)
    .replaceAll(/(^```ts file=(\S+)\n)[^]*?(?=^```$)/gm, (_, fence: string, path: string) => `${fence}${read(path)}`)
}
