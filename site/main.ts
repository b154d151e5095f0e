import { once } from 'node:events'
import { join } from 'node:path'
import { runCommand } from '../internal/tools/command-line.ts'
import { site } from './options.ts'

const outDir = join(import.meta.dirname, 'dist')

const [word, ...rest] = process.argv.slice(2)
const isBuildOnly = word === 'build'

await runCommand(
  site,
  async ({ base, port }) => {
    // After the options are read: the tools take a while to load.
    const { buildSite } = await import('./build/build-site.ts')
    await buildSite({ base, outDir })
    if (isBuildOnly) return 0
    const { serveSite } = await import('./build/serve-site.ts')
    await using server = await serveSite({ folder: outDir, base, port })
    console.log(`site: ${server.url}`)
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
    return 0
  },
  isBuildOnly ? rest : process.argv.slice(2),
)
