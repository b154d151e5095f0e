/**
 * Returns a function that gets something from the package registry: from the caches where they have it, which
 * takes a moment and no network, else from the registry itself, once that is known to answer.
 */
export function createObtain({ processes, say }) {
  return async (what, done, attempt) => {
    const started = performance.now()
    const seconds = () => Math.round((performance.now() - started) / 1000)

    let result = await attempt({ offline: true })
    if (result.code !== 0) {
      say(`getting ${what}…`)
      await expectAnswer(processes)
      result = await attempt({ offline: false })
    }
    if (processes.interruptedBy() !== undefined) throw failure('set-up: interrupted', result.code || 130)
    if (result.code !== 0) throw failure(explain(what, seconds(), result.output), result.code)
    say(`${done} (${seconds()} s)`)
    return result
  }
}

/** Without it pnpm goes on trying in silence for a quarter of an hour on a machine that is offline. */
async function expectAnswer(processes) {
  const patience = { npm_config_fetch_retries: '1', npm_config_fetch_timeout: '20000' }
  const env = { ...process.env, npm_config_loglevel: 'error', ...patience }
  const { code, output } = await processes.runManager('npm ping', { env })
  if (code !== 0 && noAnswer.test(output)) throw failure(unreachable, code)
}

function explain(what, seconds, output) {
  const lines = output.trimEnd().split('\n').slice(-30)
  lines.push(`set-up: failed to get ${what} (${seconds} s)`)
  if (noAnswer.test(output)) lines.push(unreachable)
  return lines.join('\n')
}

/** What npm and pnpm say when no answer comes. */
const noAnswer = /ENOTFOUND|EAI_AGAIN|ECONNRE|ETIMEDOUT|E(NET|HOST)UNREACH|network timeout|error sending request/
const unreachable = 'set-up: the package registry cannot be reached; check the network and the proxy settings'

function failure(message, exitCode) {
  return Object.assign(new Error(message), { expected: true, exitCode })
}
