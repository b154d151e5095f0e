import { createObtain } from './obtain.mjs'
import { currentStamp, readStamp, writeStamp } from './stamp.mjs'
import { findToolchain } from './toolchain.mjs'

/** Makes sure of Node and pnpm, then of the dependencies. Returns the toolchain that the task is to run with. */
export async function setUp({ root, processes, say }) {
  const obtain = createObtain({ processes, say })
  const toolchain = await findToolchain({ processes, obtain })

  const stamp = await currentStamp(root)
  if ((await readStamp(root)) === stamp) {
    say('up to date')
    return toolchain
  }
  // CI keeps pnpm from asking whether it may replace a node_modules that another version made.
  const env = { ...toolchain.env, CI: 'true' }
  await obtain('dependencies', 'dependencies installed', ({ offline }) =>
    processes.runManager(`pnpm install --frozen-lockfile${offline ? ' --offline' : ''}`, { env }),
  )
  await writeStamp(root, stamp)
  return toolchain
}
