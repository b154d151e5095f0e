import { currentStamp, readStamp, writeStamp } from './stamp.mjs'
import { findToolchain } from './toolchain.mjs'

/** Makes sure of Node and pnpm, then of the dependencies. Returns the toolchain that the task is to run with. */
export async function setUp({ root, processes, say }) {
  const timed = createTimedStep({ processes, say })
  const toolchain = await findToolchain({ processes, timed })

  const stamp = await currentStamp(root)
  if ((await readStamp(root)) === stamp) {
    say('up to date')
    return toolchain
  }
  await timed('installing dependencies', 'dependencies installed', () =>
    // CI keeps pnpm from asking whether it may replace a node_modules that another version made.
    processes.runManager('pnpm install --frozen-lockfile', { env: { ...toolchain.env, CI: 'true' } }),
  )
  await writeStamp(root, stamp)
  return toolchain
}

function createTimedStep({ processes, say }) {
  return async (doing, done, step) => {
    say(`${doing}…`)
    const started = performance.now()
    const result = await step()
    const seconds = Math.round((performance.now() - started) / 1000)
    if (processes.interruptedBy() !== undefined) throw failure(`set-up: interrupted while ${doing}`, result.code || 130)
    if (result.code !== 0) throw failure(explain(doing, seconds, result.output), result.code)
    say(`${done} (${seconds} s)`)
    return result
  }
}

function explain(doing, seconds, output) {
  const lines = output.trimEnd().split('\n').slice(-30)
  lines.push(`set-up: failed while ${doing} (${seconds} s)`)
  if (unreachable.test(output)) {
    lines.push('set-up: the package registry cannot be reached; check the network and the proxy settings')
  }
  return lines.join('\n')
}

/** What npm and pnpm say when no answer comes. */
const unreachable = /ENOTFOUND|EAI_AGAIN|ECONNRE|ETIMEDOUT|E(NET|HOST)UNREACH|META_FETCH_FAIL|error sending request/

function failure(message, exitCode) {
  return Object.assign(new Error(message), { expected: true, exitCode })
}
