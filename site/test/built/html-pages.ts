import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseHTML } from 'linkedom'
import { filesMatching } from '../../build/files.ts'

/** What the tests ask of a page. */
export interface HtmlPage {
  /** The file, relative to the folder of the site. */
  readonly file: string
  readonly title: string
  readonly ids: ReadonlySet<string>
  /** The addresses of links, as written. */
  readonly links: readonly string[]
  /** The addresses of all that the browser loads with the page, as written. */
  readonly resources: readonly string[]
  /** The levels and texts of the headings outside of menus, in order. */
  readonly headings: readonly { readonly level: number; readonly text: string }[]
  /** Our packages and their entries that the page names, each once. */
  readonly packages: readonly string[]
  /** The addresses that "Edit this page" leads to. */
  readonly editLinks: readonly string[]
}

/** Reads all pages of a built site. */
export async function readHtmlPages(folder: string): Promise<HtmlPage[]> {
  const files = await filesMatching(folder, ['**/*.html'])
  return Promise.all(files.map(async (file) => readHtmlPage(file, await readFile(join(folder, file), 'utf8'))))
}

export function readHtmlPage(file: string, html: string): HtmlPage {
  const { document } = parseHTML(html)
  const attributes = (selector: string, name: string): string[] =>
    Array.from(document.querySelectorAll(selector), (element) => element.getAttribute(name) ?? '')
  const styles = Array.from(document.querySelectorAll('style'), ({ textContent }) => urlsInCss(textContent ?? ''))
  return {
    file,
    title: document.title,
    ids: new Set(attributes('[id]', 'id')),
    links: attributes('a[href]', 'href'),
    resources: [...attributes('[src]', 'src'), ...attributes('link[href]', 'href'), ...styles.flat()],
    headings: Array.from(document.querySelectorAll('h1, h2, h3, h4, h5, h6'))
      .filter((heading) => heading.closest('nav, aside') === null)
      .map(({ tagName, textContent }) => ({ level: Number(tagName.slice(1)), text: textContent ?? '' })),
    packages: packagesIn(html),
    editLinks: attributes('.edit-link a', 'href'),
  }
}

/** The names of our packages and of their entries, as imports have them. */
export function packagesIn(text: string): string[] {
  return [...new Set(Array.from(text.matchAll(/@everbearer\/[\w-]+(?:\/[\w-]+)*/g), ([name]) => name))]
}

/** The addresses that a style sheet loads. */
export function urlsInCss(css: string): string[] {
  return Array.from(css.matchAll(/url\(\s*['"]?([^'")]+)|@import\s+['"]([^'"]+)/g), ([, url, imported]) => (url ?? imported)!)
}

/** What is wrong with the headings of a page: not one of the first level, or a level left out on the way down. */
export function headingFaults({ headings }: HtmlPage): string[] {
  const count = headings.filter(({ level }) => level === 1).length
  const leaps = headings.filter(({ level }, index) => level > (headings[index - 1]?.level ?? 0) + 1)
  return [...(count === 1 ? [] : [`${count} main headings`]), ...leaps.map(({ level, text }) => `level ${level}: ${text}`)]
}
