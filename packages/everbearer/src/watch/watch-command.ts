import { setTimeout as pause } from 'node:timers/promises'
import { logEvents } from '@everbearer/core'
import { withBearer } from '@everbearer/fetch'
import type { Command } from '../command-line/command.ts'
import { secretNotes } from '../command-line/help.ts'
import type { ArgumentValues, OptionTable } from '../command-line/options.ts'
import { readSecrets } from '../command-line/secrets.ts'
import { readTarget, targetOptions } from '../command-line/target-options.ts'
import type { Terminal } from '../command-line/terminal.ts'
import { UsageError } from '../command-line/usage-error.ts'
import { createTargetCoordinator } from '../target/create-target-coordinator.ts'
import { describeFailure, describeMissingToken } from '../target/describe-failure.ts'
import { createTally, type Tally } from './tally.ts'

const options = {
  ...targetOptions,
  duration: { placeholder: 's', ...numberFrom(1, 86_400), about: 'how long it runs (default: until Ctrl-C)' },
  interval: { placeholder: 'ms', ...numberFrom(10, 60_000), about: 'pause between two requests of a worker (default: 1000)' },
  concurrency: { placeholder: 'n', ...numberFrom(1, 64), about: 'workers (default: 2)' },
} satisfies OptionTable

export const watch: Command = {
  name: 'watch',
  summary: 'sends requests with a token, and shows what happens to it',
  about:
    'Sends GET requests to your API through Everbearer, and prints what happens to the token: refreshes, replays, failures. ' +
    'The counts at the end are those of the callers.',
  examples: [
    'everbearer watch --issuer https://auth.example.com --client-id my-client \\',
    '  --api https://api.example.com/orders --duration 60',
  ],
  options,
  notes: `${secretNotes}\n\nExit codes: 0 no request failed, 1 a request failed, 130 Ctrl-C,\n2 wrong input or a system that can't be used.`,
  async run(values, terminal) {
    const interruption = new AbortController()
    const interrupt = (): void => interruption.abort()
    // The listener is called only once, so a second Ctrl-C ends the process at once.
    process.once('SIGINT', interrupt)
    try {
      const code = await runWatch(values, terminal, interruption.signal)
      return interruption.signal.aborted ? 130 : code
    } finally {
      process.off('SIGINT', interrupt)
    }
  },
}

/** Runs `everbearer watch`, and returns the exit code. @param interrupted - signal that ends the run early */
export async function runWatch(values: ArgumentValues, terminal: Terminal, interrupted: AbortSignal): Promise<number> {
  const target = readTarget(values, true)
  const [duration, interval = 1000, concurrency = 2] = (['duration', 'interval', 'concurrency'] as const).map((name) =>
    numberOf(values, name),
  )
  const secrets = await readSecrets(target, terminal)
  using auth = createTargetCoordinator(target, secrets)
  try {
    await auth.getToken({ signal: interrupted })
  } catch (error) {
    if (interrupted.aborted) return 130
    throw new UsageError(describeMissingToken(error))
  }
  const tally = createTally(auth)
  const stopLog = logEvents(auth, { debug() {}, info: terminal.warn, warn: terminal.warn, error: terminal.warn })
  const end = duration === undefined ? interrupted : AbortSignal.any([interrupted, AbortSignal.timeout(duration * 1000)])
  const send = withBearer(fetch, auth)
  const timer = setInterval(() => terminal.progress(tally.line()), 1000)
  await Promise.all(Array.from({ length: concurrency }, () => work(send, target.api ?? '', interval, tally, end)))
  clearInterval(timer)
  terminal.progress(undefined)
  stopLog()
  terminal.print(tally.summary().join('\n'))
  return tally.failures() === 0 ? 0 : 1
}

/**
 * Sends one request after another until the signal `end`, with pauses of `interval` ms. A request that fails by this signal is not counted.
 */
async function work(send: typeof fetch, url: string, interval: number, tally: Tally, end: AbortSignal): Promise<void> {
  while (!end.aborted) {
    const begun = performance.now()
    try {
      const response = await send(url, { signal: end })
      await response.arrayBuffer()
      if (response.ok) tally.succeeded(performance.now() - begun)
      else tally.failed(`status ${response.status}`)
    } catch (error) {
      if (!end.aborted) tally.failed(describeFailure(error))
    }
    await pause(interval, undefined, { signal: end }).catch(() => {})
  }
}

function numberFrom(least: number, most: number): Pick<OptionTable[string], 'allowed' | 'fits'> {
  return {
    allowed: `a whole number from ${least} to ${most}`,
    fits: (text) => /^\d+$/.test(text) && Number(text) >= least && Number(text) <= most,
  }
}

function numberOf(values: ArgumentValues, name: string): number | undefined {
  const [text] = values.get(name) ?? []
  return text === undefined ? undefined : Number(text)
}
