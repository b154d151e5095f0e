import { copyFile, mkdir, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createMarkdownRenderer } from 'vitepress'
import { writeApiPages } from './api-pages.ts'
import { apiIndex, apiSidebar } from './api-text.ts'
import { readEntries } from './entries.ts'
import { filesMatching, write } from './files.ts'
import { frontPage } from './front-page.ts'
import { replaceLinks, type Targets, urlOnSite } from './links.ts'
import { markdown } from './markdown.ts'
import { mainSidebar, type NavigationItem } from './navigation.ts'
import { type Page, pageOf, pagePatterns, titleTemplate } from './pages.ts'

/** The sidebars of the site, by the start of the addresses for which they are shown. */
export type Sidebars = Readonly<Record<'/' | '/api/', readonly NavigationItem[]>>

/**
 * Writes all pages into a folder, where VitePress finds them, and the sidebars into `sidebars.json` there.
 *
 * @param root - the folder of the repository
 * @param folder - is emptied first
 * @returns the sidebars
 */
export async function stagePages(root: string, folder: string): Promise<Sidebars> {
  await rm(folder, { recursive: true, force: true })
  const sources = await filesMatching(root, pagePatterns)
  const pages = new Map(['README.md', ...sources].map((source) => [source, pageOf(source)]))
  const assets = new Map((await filesMatching(root, ['docs/**/*.svg'])).map((path) => [path, path.slice('docs/'.length)]))
  for (const page of pages.values()) await write(folder, page.path, await readPage(page, { root, pages, assets }))
  for (const [source, path] of assets) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await copyFile(join(root, source), join(folder, path))
  }
  const entries = await readEntries(root)
  await writeApiPages(root, entries, join(folder, 'api'))
  await write(folder, 'api/index.md', apiIndex(entries))
  const packages = [...pages.values()].map(({ path }) => path).filter((path) => path.startsWith('packages/'))
  const sidebars = { '/': mainSidebar(await readFile(join(root, 'docs/README.md'), 'utf8'), packages), '/api/': apiSidebar(entries) }
  // Every page of the site has a copy of the sidebars.
  await write(
    folder,
    'sidebars.json',
    JSON.stringify(sidebars, (key, value: unknown) => (key === 'about' ? undefined : value)),
  )
  return sidebars
}

async function readPage(page: Page, targets: Targets): Promise<string> {
  const text = replaceLinks(await readFile(join(targets.root, page.source), 'utf8'), (url) => urlOnSite(url, page, targets))
  if (page.source === 'README.md') {
    const renderer = await createMarkdownRenderer(targets.root, markdown)
    return frontPage(text, (example) => renderer.render(example))
  }
  const frontMatter = JSON.stringify({ source: page.source, titleTemplate: titleTemplate(page.path) })
  return `---\n${frontMatter}\n---\n\n${text}`
}
