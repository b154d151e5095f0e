import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vitepress'
import { runProcess } from '../../internal/tools/run-process.ts'
import { stagePages } from './stage-pages.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const site = join(root, 'site')

/** Where the site is built. */
export const outDir: string = join(site, 'dist')

/**
 * Builds the packages, writes the pages and builds the site.
 *
 * @param options - `base`: the path of the front page on its host
 * @throws {Error} a link leads to nothing, or the packages do not compile
 */
export async function buildSite({ base }: { readonly base: string }): Promise<void> {
  await buildPackages()
  await stagePages(root, join(site, '.vitepress/pages'))
  await build(site, { base, outDir })
}

/** The playground runs what users install. */
async function buildPackages(): Promise<void> {
  const manifest = createRequire(join(root, 'package.json')).resolve('typescript/package.json')
  const compiler = join(dirname(manifest), 'bin/tsc')
  const { code, output } = await runProcess(process.execPath, [compiler, '--build', 'tsconfig.build.json'], { cwd: root })
  if (code !== 0) throw new Error(`the packages do not compile:\n${output}`)
}
