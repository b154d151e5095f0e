import { boundOfTokenCalls } from './token-call-bound.ts'
import { breachesOfGuarantee, doubleSaves } from './guarantee.ts'
import { type HandOver, handOversOf, unloggedHandOvers } from './hand-overs.ts'
import type { SessionKind } from './log-line.ts'
import type { RunRecord } from './run-record.ts'
import { errorsOf, figuresOf, type SessionFigures } from './session-figures.ts'

export interface Evaluation {
  readonly figures: Readonly<Record<SessionKind, SessionFigures>>
  /** Most token calls for sources that obtain. */
  readonly mostTokenCalls: number
  /** How often a process went without its store for a lifetime, although nothing was planned: the machine was busy. */
  readonly late: number
  /** Where the guarantee did not hold. */
  readonly breaches: readonly string[]
  /** Where a source that can obtain was not served as it should be. */
  readonly shortfalls: readonly string[]
  /** Why the run proves less than it should. */
  readonly doubts: readonly string[]
}

/** Holds a run against the guarantee, and counts. */
export function evaluateRun(record: RunRecord): Evaluation {
  const handOvers = handOversOf(record.logs)
  const figures = { obtains: figuresOf('obtains', record, handOvers), refreshes: figuresOf('refreshes', record, handOvers) }
  const { most: mostTokenCalls, late } = boundOfTokenCalls(record)
  const { callerErrors, reuseDetections, tokenCalls } = figures.obtains
  return {
    figures,
    mostTokenCalls,
    late,
    breaches: [...doubleSaves(record.logs), ...breachesOfGuarantee(handOvers)],
    shortfalls: [
      ...(callerErrors > 0 ? [`${callerErrors} caller errors where the source can obtain: ${errorsOf('obtains', record.logs)}`] : []),
      ...(reuseDetections > 0 ? [`${reuseDetections} reuse detections where the source can obtain`] : []),
      ...(tokenCalls > mostTokenCalls ? [`${tokenCalls} token calls where the source can obtain, more than ${mostTokenCalls}`] : []),
    ],
    doubts: doubtsOf(record, handOvers, figures),
  }
}

function doubtsOf(
  { logs, books, happened, planned, crashes }: RunRecord,
  handOvers: readonly HandOver[],
  figures: Evaluation['figures'],
): string[] {
  const doubts = [...crashes]
  if (happened.length < planned) doubts.push(`only ${happened.length} of ${planned} mishaps have happened`)
  if (handOvers.length === 0) doubts.push('no refresh token was handed over')
  if (figures.obtains.idle > 0) doubts.push(`${figures.obtains.idle} processes had no request served where the source can obtain`)
  doubts.push(...unloggedHandOvers(books, handOvers))
  if (logs.length === 0) doubts.push('no process has left a log')
  return doubts
}
