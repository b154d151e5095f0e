import { copyFile, glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { frontPage } from './front-page.ts'
import { replaceLinks, type Targets, urlOnSite } from './links.ts'
import { type Page, pageOf, pagePatterns } from './pages.ts'

/** A page with the text that VitePress reads. */
export interface StagedPage extends Page {
  readonly text: string
}

/**
 * Writes the pages of the repository into a folder, where VitePress finds them.
 *
 * @param root - the folder of the repository
 * @param folder - is emptied first
 */
export async function stagePages(root: string, folder: string): Promise<readonly StagedPage[]> {
  const sources = await filesMatching(root, pagePatterns)
  const pages = new Map(['README.md', ...sources].map((source) => [source, pageOf(source)]))
  const assets = new Map((await filesMatching(root, ['docs/**/*.svg'])).map((path) => [path, path.slice('docs/'.length)]))
  const targets: Targets = { root, pages, assets }
  const staged = await Promise.all([...pages.values()].map((page) => stage(page, targets)))

  await rm(folder, { recursive: true, force: true })
  for (const { path, text } of staged) await write(join(folder, path), text)
  for (const [source, path] of assets) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await copyFile(join(root, source), join(folder, path))
  }
  return staged
}

async function stage(page: Page, targets: Targets): Promise<StagedPage> {
  const source = replaceLinks(await readFile(join(targets.root, page.source), 'utf8'), (url) => urlOnSite(url, page, targets))
  const text = page.source === 'README.md' ? frontPage(source) : `---\nsource: ${page.source}\n---\n\n${source}`
  return { ...page, text }
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
}

async function filesMatching(root: string, patterns: readonly string[]): Promise<string[]> {
  const found: string[] = []
  for await (const path of glob(patterns, { cwd: root, exclude: ['**/node_modules'] })) found.push(path)
  return found.toSorted()
}
