import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createObtain } from './obtain.mjs'

const programs = 'Node 22 and 26, Bun, Deno and workerd'

/** Installs what the behaviour suite runs on beside this Node: Node 22 and 26, Bun, Deno, workerd and Chromium. */
export async function installRuntimes({ root, processes, toolchain, say }) {
  const obtain = createObtain({ processes, say })
  const env = { ...toolchain.env, CI: 'true' }
  await obtain(programs, `${programs} are in internal/runtimes/binaries`, ({ offline }) =>
    processes.runManager(`pnpm --dir internal/runtimes/binaries install --frozen-lockfile${offline ? ' --offline' : ''}`, { env }),
  )
  return { code: await installChromium({ root, processes, env, say }) }
}

/** The system's own, as it comes with all the libraries that it needs. */
async function installChromium({ root, processes, env, say }) {
  const places = JSON.parse(await readFile(join(root, 'internal', 'runtimes', 'binaries', 'chromium.json'), 'utf8'))
  const place = places.find((path) => existsSync(path))
  if (place !== undefined) {
    say(`Chromium is ${place}`)
    return 0
  }
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    say("Chromium: install your system's package (`sudo apt-get install chromium`), or Google Chrome")
    return 0
  }
  const quiet = { env: { ...env, DEBIAN_FRONTEND: 'noninteractive' }, quiet: true }
  say('getting Chromium…')
  const update = await processes.run('apt-get', ['update'], quiet)
  const { code, output } = await processes.run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], quiet)
  say(code === 0 ? 'Chromium installed' : `failed to get Chromium\n${update.output}\n${output}`)
  return code
}
