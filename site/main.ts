import { once } from 'node:events'
import { runCommand } from '../internal/tools/command-line.ts'
import { buildSite, outDir } from './build/build-site.ts'
import { serveSite } from './build/serve-site.ts'
import { site } from './options.ts'

const [word, ...rest] = process.argv.slice(2)
const isBuildOnly = word === 'build'

await runCommand(
  site,
  async ({ base, port }) => {
    await buildSite({ base })
    if (isBuildOnly) return 0
    await using server = await serveSite({ folder: outDir, base, port })
    console.log(`site: ${server.url}`)
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
    return 0
  },
  isBuildOnly ? rest : process.argv.slice(2),
)
