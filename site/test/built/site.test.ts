import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { exportsOf } from '../../../internal/repository/exports.ts'
import { readEntries } from '../../build/entries.ts'
import { filesMatching } from '../../build/files.ts'
import { pageOf, pagePatterns } from '../../build/pages.ts'
import { brokenLinks } from './broken-links.ts'
import { headingFaults, type HtmlPage, packagesIn, readHtmlPage, readHtmlPages, urlsInCss } from './html-pages.ts'

const root = join(import.meta.dirname, '../../..')
const { folder, base } = inject('site')

/** Most bytes that a browser loads for the front page, compressed. */
const firstLoad = 150_000

let files: ReadonlySet<string>
let pages: ReadonlyMap<string, HtmlPage>
beforeAll(async () => {
  files = new Set(await filesMatching(folder, ['**/*.*']))
  pages = new Map((await readHtmlPages(folder)).map((page) => [page.file, page]))
})

/** All pages but the one for addresses that lead to nothing. Its text is made in the browser. */
const contentPages = (): HtmlPage[] => [...pages.values()].filter(({ file }) => file !== '404.html')

/** What is wrong with each page, by file. */
function complaints(find: (page: HtmlPage) => readonly string[]): Record<string, readonly string[]> {
  return Object.fromEntries(
    contentPages()
      .map((page) => [page.file, find(page)] as const)
      .filter(([, found]) => found.length > 0),
  )
}

describe('the site', () => {
  it('has a page for each page of the documentation and for each README of a package', async () => {
    const sources = await filesMatching(root, pagePatterns)
    expect(sources.length).toBeGreaterThan(50)
    const missing = sources.filter((source) => !files.has(pageOf(source).path.replace(/md$/, 'html')))
    expect(missing).toEqual([])
  })

  it('has a page of the API for each entry of each package, with a link to each name that the entry exports', async () => {
    const entries = await readEntries(root)
    expect(entries.map(({ specifier }) => specifier)).toEqual(expect.arrayContaining(['@everbearer/core/adapter', '@everbearer/axios']))
    const namesIn = async (source: string): Promise<string[]> => {
      const { names, all } = exportsOf(source, await readFile(join(root, source), 'utf8'))
      return [...names, ...(all.includes('@everbearer/core') ? await namesIn('packages/core/src/index.ts') : [])]
    }
    for (const { path, specifier, source } of entries) {
      const page = pages.get(`api/${path}/index.html`)
      expect(page?.headings[0]?.text, specifier).toContain(specifier)
      const linked = new Set(page?.links.map((link) => link.split('/').at(-1)))
      expect(
        (await namesIn(source)).filter((name) => !linked.has(name)),
        specifier,
      ).toEqual([])
    }
  })

  it('shows the examples of docstrings', async () => {
    const html = await readFile(join(folder, 'api/core/functions/createCoordinator.html'), 'utf8')
    expect(readHtmlPage('', html).headings.map(({ text }) => text.trim())).toEqual(
      expect.arrayContaining([expect.stringMatching(/^Example/)]),
    )
  })

  it('has no link that leads to nothing', () => {
    expect(complaints((page) => brokenLinks(page, base, pages, files))).toEqual({})
  })

  it('loads nothing from another host', async () => {
    const isOwn = (url: string): boolean => /^(?:data:|#)/.test(url) || url.startsWith(base)
    expect(complaints(({ resources }) => resources.filter((url) => !isOwn(url)))).toEqual({})
    for (const file of [...files].filter((name) => name.endsWith('.css'))) {
      const urls = urlsInCss(await readFile(join(folder, file), 'utf8'))
      expect(
        urls.filter((url) => !isOwn(url)),
        file,
      ).toEqual([])
    }
  })

  it('names only packages and entries that users can install', async () => {
    const published = new Set((await readEntries(root)).map(({ specifier }) => specifier))
    expect(complaints(({ packages }) => packages.filter((name) => !published.has(name)))).toEqual({})
    for (const file of [...files].filter((name) => name.endsWith('.md') || name.endsWith('.txt'))) {
      const named = packagesIn(await readFile(join(folder, file), 'utf8'))
      expect(
        named.filter((name) => !published.has(name)),
        file,
      ).toEqual([])
    }
  })

  it('has one main heading on each page, and no level left out below', () => {
    expect(complaints(headingFaults)).toEqual({})
  })

  it('has a title of its own on each page', () => {
    const byTitle = Map.groupBy(contentPages(), ({ title }) => title)
    const shared = [...byTitle].filter(([title, { length }]) => length > 1 || title === '' || title === 'Everbearer')
    expect(shared.map(([title, of]) => [title, of.map(({ file }) => file)])).toEqual([])
  })

  it('offers to edit the source of each page', async () => {
    const prefix = 'https://github.com/everbearer/everbearer/edit/main/'
    expect(pages.get('guide/stores.html')?.editLinks).toEqual([`${prefix}docs/guide/stores.md`])
    expect(pages.get('packages/axios.html')?.editLinks).toEqual([`${prefix}packages/axios/README.md`])
    const sources = new Set(await filesMatching(root, ['docs/**/*.md', 'packages/*/README.md', 'packages/*/src/**/*.ts']))
    expect(complaints(({ editLinks }) => editLinks.filter((link) => !sources.has(link.slice(prefix.length))))).toEqual({})
  })

  it('draws the diagrams', async () => {
    const html = await readFile(join(folder, 'guide/stores.html'), 'utf8')
    expect(html).toMatch(/<figure class="drawing"[^>]*><svg/)
    expect(html).not.toContain('sequenceDiagram')
  })

  it(`loads at most ${firstLoad} bytes for the front page`, async () => {
    const { resources } = pages.get('index.html')!
    const loaded = resources.filter((url) => url.startsWith(base)).map((url) => url.slice(base.length))
    expect(loaded.filter((file) => file.endsWith('.js')).length).toBeGreaterThan(2)
    const sizes = await Promise.all(
      ['index.html', ...new Set(loaded)].map(async (file) => [file, gzipSync(await readFile(join(folder, file))).length] as const),
    )
    const total = sizes.reduce((sum, [, size]) => sum + size, 0)
    expect(total, sizes.map((row) => row.join(': ')).join('\n')).toBeLessThanOrEqual(firstLoad)
  })
})

describe('the texts for programs', () => {
  it('list the pages, each with its text beside', async () => {
    const text = await readFile(join(folder, 'llms.txt'), 'utf8')
    const listed = Array.from(text.matchAll(/^- \[.+?\]\((.+?)\)/gm), ([, url = '']) => url)
    expect(listed).toEqual(expect.arrayContaining([`${base}guide/stores.md`, `${base}packages/axios.md`, `${base}api/core/index.md`]))
    expect(listed.filter((url) => !url.startsWith(base) || !files.has(url.slice(base.length)))).toEqual([])
  })

  it('are in one file, too', async () => {
    const [full, stores] = await Promise.all(['llms-full.txt', 'guide/stores.md'].map((file) => readFile(join(folder, file), 'utf8')))
    expect(stores).toMatch(/^# Stores\n/)
    expect(full).toContain(stores)
  })
})

describe('the check of the pages', () => {
  const page = readHtmlPage(
    'guide/sample.html',
    `<title>Sample</title><h1 id="top">Sample</h1><nav><h2>Menu</h2></nav><h3 id="caf%C3%A9">Deep</h3>
     <style>@import 'https://fonts.test/a.css'; p { background: url("https://pictures.test/b.png") }</style>
     <script src="https://scripts.test/c.js"></script><img src="/base/d.png" alt="">
     <a href="/base/guide/other#there">a</a> <a href="/base/guide/other#gone">b</a> <a href="#top">c</a> <a href="#gone">d</a>
     <p>Import <code>@everbearer/core/adapter</code> of @everbearer/core, or \`@everbearer/testbed/remote\`.</p>
     <a href="other">e</a> <a href="../guide/">f</a> <a href="/elsewhere/">g</a> <a href="https://other.test/x">h</a> <a href="none.md">i</a>`,
  )
  const other = readHtmlPage('guide/other.html', '<h1 id="there">Other</h1>')

  it('finds links that lead to no page and to no element', () => {
    const both = new Map([page, other].map((one) => [one.file, one]))
    expect(brokenLinks(page, '/base/', both, new Set(both.keys()))).toEqual([
      '/base/guide/other#gone',
      '#gone',
      '../guide/',
      '/elsewhere/',
      'none.md',
    ])
  })

  it('finds the packages that a page names', () => {
    expect(page.packages).toEqual(['@everbearer/core/adapter', '@everbearer/core', '@everbearer/testbed/remote'])
  })

  it('finds what a page loads', () => {
    expect(page.resources).toEqual(['https://scripts.test/c.js', '/base/d.png', 'https://fonts.test/a.css', 'https://pictures.test/b.png'])
  })

  it('finds a level that is left out between headings, apart from those of menus', () => {
    expect(page.headings).toEqual([
      { level: 1, text: 'Sample' },
      { level: 3, text: 'Deep' },
    ])
    expect(headingFaults(page)).toEqual(['level 3: Deep'])
    expect(headingFaults(readHtmlPage('', '<h1>A</h1><h2>B</h2><h1>C</h1><h2>D</h2><h3>E</h3><h2>F</h2>'))).toEqual(['2 main headings'])
  })
})
