import { renderTable } from '../../demo/table.ts'
import { sessionKinds } from '../fleet/log-line.ts'
import { sectionOf } from '../fleet/render-evaluation.ts'
import type { Evaluation } from './evaluate-run.ts'
import { quantile } from './switches.ts'

/** A run as it is printed. */
export interface RenderedEvaluation {
  /** Does the run show what it should? */
  readonly isGood: boolean
  readonly lines: readonly string[]
}

const heads = [
  'sessions',
  'requests served',
  'caller errors',
  'token calls',
  'at most',
  'pages lost',
  'signed out',
  'hand-overs',
  'repeated',
  'announced',
  'reuse detected',
  'session ends seen',
]

export function renderEvaluation({
  figures,
  tokenCalls,
  delays,
  leaves,
  returns,
  breaches,
  shortfalls,
  doubts,
}: Evaluation): RenderedEvaluation {
  const rows = sessionKinds.map((session) => {
    const { served, callerErrors, handOvers, repeats, announced, reuseDetections, sessionsEnded } = figures[session]
    const { count, most, lost, signedOut } = tokenCalls[session]
    const counts = [served, callerErrors, count, most, lost, signedOut, handOvers, repeats, announced, reuseDetections, sessionsEnded]
    return [session, ...counts.map((number) => number.toLocaleString('en'))]
  })
  const isGood = breaches.length + shortfalls.length + doubts.length === 0
  return {
    isGood,
    lines: [
      ...renderTable([heads, ...rows]),
      '',
      `the end of a session, from its completion to its handling in another page: ${describeDelays(delays)}`,
      `pages out of the back/forward cache: ${returns} of ${leaves}`,
      ...sectionOf('The guarantee did not hold', breaches),
      ...sectionOf('Less was served than should be', shortfalls),
      ...sectionOf('The run proves less than it should', doubts),
      isGood ? 'The guarantee held.' : 'The run has failed.',
    ],
  }
}

function describeDelays(delays: readonly number[]): string {
  const [median, p99] = [quantile(delays, 0.5), quantile(delays, 0.99)]
  if (median === undefined || p99 === undefined) return 'not seen'
  return `median ${median.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, ${delays.length} times`
}
