import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vitepress'
import { runProcess } from '../../internal/tools/run-process.ts'
import { stagePages } from './stage-pages.ts'
import { writeTexts } from './write-texts.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const site = join(root, 'site')

/**
 * Builds the packages, writes the pages and builds the site.
 *
 * @param options - `base`: the path of the front page on its host; `outDir`: the folder of the site
 * @throws {Error} a link leads to nothing, or the packages do not compile
 */
export async function buildSite({ base, outDir }: { readonly base: string; readonly outDir: string }): Promise<void> {
  await buildPackages()
  const pages = join(site, '.vitepress/pages')
  const sidebars = await stagePages(root, pages)
  await build(site, { base, outDir })
  await writeTexts({ root, pages, outDir, base, sidebars })
}

/** The playground runs what users install. */
async function buildPackages(): Promise<void> {
  const manifest = createRequire(join(root, 'package.json')).resolve('typescript/package.json')
  const compiler = join(dirname(manifest), 'bin/tsc')
  const { code, output } = await runProcess(process.execPath, [compiler, '--build', 'tsconfig.build.json'], { cwd: root })
  if (code !== 0) throw new Error(`the packages do not compile:\n${output}`)
}
