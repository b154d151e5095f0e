import type { HtmlPage } from './html-pages.ts'

const host = 'https://site.test'

/**
 * The links of a page that lead to no file of the site, or to no element of another page. Links to other hosts are left out.
 *
 * @param base - the path of the front page on its host
 * @param pages - all pages of the site
 * @param files - all files of the site
 */
export function brokenLinks(page: HtmlPage, base: string, pages: ReadonlyMap<string, HtmlPage>, files: ReadonlySet<string>): string[] {
  return page.links.filter((link) => {
    const url = new URL(link, host + base + addressOf(page.file))
    if (url.origin !== host) return false
    if (!url.pathname.startsWith(base)) return true
    const file = fileAt(decodeURIComponent(url.pathname.slice(base.length)), files)
    if (file === undefined) return true
    const id = decodeURIComponent(url.hash.slice(1))
    return id !== '' && pages.get(file)?.ids.has(id) !== true
  })
}

/** `guide/stores.html` → `guide/stores` */
function addressOf(file: string): string {
  return file.replace(/(?:(?<=^|\/)index)?\.html$/, '')
}

/** The file that GitHub Pages serves at a path. */
function fileAt(path: string, files: ReadonlySet<string>): string | undefined {
  const names = path === '' || path.endsWith('/') ? [`${path}index.html`] : [path, `${path}.html`]
  return names.find((name) => files.has(name))
}
