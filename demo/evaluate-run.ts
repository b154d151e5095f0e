import { formatCount, formatCounted, formatList, formatSeconds } from './format.ts'
import { type AdapterResult, errorKinds, errorsOf, sum, tokenCallsOf } from './report.ts'
import { type Moment, moments } from './revocations.ts'
import { furtherTokenCalls, mostTokenCalls, refreshAt } from './scenario.ts'

/** What a run on the demo's own server is held to. Both in ms. */
export interface Bounds {
  readonly duration: number
  readonly lifetime: number
}

/** How a run went. */
export interface Evaluation {
  readonly good: boolean
  /** One line. */
  readonly text: string
}

/** @param bounds - absent for a real system: there, only errors count */
export function evaluateRun(results: readonly AdapterResult[], bounds?: Bounds): Evaluation {
  const requests = sum(results.map((result) => result.requests))
  const errors = sum(results.map(errorsOf))
  const idle = results.filter((result) => result.requests === 0)
  const broken = bounds === undefined ? [] : brokenBounds(results, bounds)
  const silent = idle.length === 0 ? [] : [`no request came to an end in ${namesOf(idle)}`]
  const parts = [
    `${formatCounted(errors, 'caller error')} in ${formatCounted(requests, 'request')}${errors === 0 ? '' : ` (${errorKinds(results)})`}`,
    ...silent,
    ...broken,
    ...(broken.length === 0 ? [callsText(results, bounds)] : []),
  ]
  return { good: errors === 0 && idle.length === 0 && broken.length === 0, text: parts.join('; ') }
}

/** What is said of a run that was ended early: it is held to nothing. */
export function describeInterrupted(results: readonly AdapterResult[], elapsed: number): string {
  const requests = sum(results.map((result) => result.requests))
  const errors = sum(results.map(errorsOf))
  const kinds = errors === 0 ? '' : ` (${errorKinds(results)})`
  return `interrupted after ${formatSeconds(elapsed)}: ${formatCounted(errors, 'caller error')} in ${formatCounted(requests, 'request')}${kinds}`
}

function brokenBounds(results: readonly AdapterResult[], { duration, lifetime }: Bounds): string[] {
  const most = mostTokenCalls(duration, lifetime)
  const without = results.filter(({ replays }) => replays === 0)
  const greedy = results.filter((result) => tokenCallsOf(result) > most)
  // On a slow machine the moments come later for some adapter than the end of the run.
  const missing = Object.keys(moments).filter((moment) => results.every(({ revocations }) => revocations?.[moment as Moment] === 0))
  return [
    ...missing.map((moment) => `no revocation ${moments[moment as Moment]}`),
    ...(without.length === 0 ? [] : [`no 401 was replayed in ${namesOf(without)}`]),
    ...(greedy.length === 0 ? [] : [`more than ${formatCount(most)} token calls in ${namesOf(greedy)}`]),
  ]
}

function callsText(results: readonly AdapterResult[], bounds: Bounds | undefined): string {
  if (bounds === undefined) return formatCounted(sum(results.map(tokenCallsOf)), 'token call')
  const { duration, lifetime } = bounds
  const formula = `${formatSeconds(duration)} ÷ (${refreshAt} × ${formatSeconds(lifetime)}) + ${furtherTokenCalls}`
  return `token calls within bounds (per adapter at most ${formatCount(mostTokenCalls(duration, lifetime))} = ${formula})`
}

function namesOf(results: readonly AdapterResult[]): string {
  return formatList(results.map(({ name }) => name))
}
