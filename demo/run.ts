import { setTimeout as pause } from 'node:timers/promises'
import { adapters } from './adapters.ts'
import { formatCounted, formatList, formatSeconds } from './format.ts'
import { createLane } from './lane.ts'
import { playScenario } from './mishaps.ts'
import type { RunOptions } from './run-options.ts'
import { startProgress } from './progress.ts'
import { type AdapterResult, renderReport } from './report.ts'
import { planScenario, refreshAt } from './scenario.ts'
import { createRevocations } from './revocations.ts'
import type { Target } from './target.ts'
import type { Terminal } from './terminal.ts'
import { startWorkload } from './workload.ts'
import { describeInterrupted, evaluateRun } from './evaluate-run.ts'

/** Longest time for requests that are under way at the end, ms. */
const grace = 10_000

/**
 * Drives the target through each adapter and prints the report.
 *
 * @param interrupted - ends the run early
 * @returns true if no caller saw an error and token calls are within bounds; undefined for an interrupted run
 */
export async function run(options: RunOptions, target: Target, terminal: Terminal, interrupted: AbortSignal): Promise<boolean | undefined> {
  const { duration, concurrency } = options
  const { lifetime, mishaps } = target
  terminal.print(introduction(options, target))

  const accounts = options.adapters.map((name) => ({ name, ...target.enrol() }))
  const lanes = accounts.map(({ name, options: coordinator }) => createLane(name, adapters[name]!, coordinator))
  const progress = startProgress(terminal, lanes, duration)
  const bounds = mishaps && lifetime !== undefined ? { duration, lifetime } : undefined
  const begun = performance.now()
  const workload = startWorkload(lanes, target, concurrency)
  interrupted.addEventListener('abort', () => void workload.stop(0))

  const scenario = bounds && planScenario(duration, bounds.lifetime)
  const revocations = lanes.map((lane, index) => {
    const revocable = accounts[index]?.revocable
    return scenario && revocable && createRevocations({ auth: lane.auth, ...revocable }, () => workload.settle(lane))
  })
  const mischief =
    mishaps &&
    scenario &&
    playScenario(
      scenario,
      mishaps,
      revocations.filter((each) => each !== undefined),
      progress.note,
      interrupted,
    )
  await pause(duration, undefined, { signal: interrupted }).catch(() => {})
  await workload.stop(interrupted.aborted ? 0 : grace)
  await mischief
  const elapsed = performance.now() - begun
  progress.stop()

  const results: AdapterResult[] = lanes.map(({ name, tally }, index) => ({
    name,
    ...tally.summary(),
    tokenCounts: accounts[index]?.tokenCounts?.(),
    revocations: revocations[index]?.counts(),
  }))
  for (const { auth } of lanes) auth.dispose()
  for (const line of ['', ...renderReport(results), '']) terminal.print(line)
  if (interrupted.aborted) {
    terminal.print(describeInterrupted(results, elapsed))
    return undefined
  }
  const { good, text } = evaluateRun(results, bounds)
  terminal.print(terminal.paint(good ? 'green' : 'red', text))
  return good
}

function introduction({ adapters: names, concurrency, duration }: RunOptions, { url, lifetime }: Target): string {
  const { origin, pathname } = new URL(url)
  const tokens = lifetime === undefined ? 'tokens of unknown lifetime' : `tokens of ${formatSeconds(lifetime)}`
  const quiet = lifetime !== undefined && lifetime * refreshAt > duration ? ' (no refresh falls due)' : ''
  return `Everbearer: ${formatList(names)} against ${origin}${pathname} for ${formatSeconds(duration)}, ${formatCounted(concurrency, 'worker')} each, ${tokens}${quiet}`
}
