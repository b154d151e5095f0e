import { once } from 'node:events'
import { join } from 'node:path'
import { runCommand } from '../internal/tools/command-line.ts'
import { site } from './options.ts'

const outDir = join(import.meta.dirname, 'dist')

const [word, ...rest] = process.argv.slice(2)
const isBuildOnly = word === 'build'

await runCommand(site, isBuildOnly ? build : serve, isBuildOnly ? rest : process.argv.slice(2))

async function build({ base }: { readonly base: string }): Promise<number> {
  // After the options are read: the tools take a while to load.
  const { buildSite } = await import('./build/build-site.ts')
  await buildSite({ base, outDir })
  return 0
}

async function serve({ base, port }: { readonly base: string; readonly port: number }): Promise<number> {
  const { serveSite } = await import('./build/serve-site.ts')
  // Before the build, so that a port that is taken costs no time.
  await using server = await serveSite({ folder: outDir, base, port })
  await build({ base })
  console.log(`site: ${server.url}`)
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
  return 0
}
