import { boundOfTokenCalls } from './token-call-bound.ts'
import { breachesOfGuarantee, doubleSaves } from './guarantee.ts'
import { type HandOver, handOversOf } from './hand-overs.ts'
import type { LogLine, ProcessLog, SessionKind } from './log-line.ts'
import type { RunRecord } from './run-record.ts'

/** The counts of one kind of session. */
export interface SessionFigures {
  readonly served: number
  readonly callerErrors: number
  readonly tokenCalls: number
  readonly handOvers: number
  /** Hand-overs of a refresh token that was handed over before. */
  readonly repeats: number
  /** Those repeats that an event has announced. */
  readonly announced: number
  readonly reuseDetections: number
  readonly sessionsEnded: number
  /** Processes that lived for a lifetime, and had no request served. */
  readonly idle: number
}

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

function figuresOf(session: SessionKind, { logs, books, lifetime }: RunRecord, all: readonly HandOver[]): SessionFigures {
  const handOvers = all.filter((one) => one.session === session)
  const tokens = new Set(handOvers.map(({ token }) => token))
  const entries = logs.flatMap(({ lines }) => lines.flatMap((line) => ('session' in line && line.session === session ? [line] : [])))
  return {
    served: entries.reduce((sum, line) => sum + (line.kind === 'served' ? line.count : 0), 0),
    callerErrors: entries.filter(({ kind }) => kind === 'caller-error').length,
    tokenCalls: books[session].length,
    handOvers: handOvers.length,
    repeats: handOvers.length - tokens.size,
    announced: handOvers.filter(({ isAnnounced }) => isAnnounced).length,
    reuseDetections: books[session].filter(({ isReuse }) => isReuse).length,
    sessionsEnded: entries.filter((line) => line.kind === 'event' && line.name === 'session-ended' && !line.detail?.includes('disposed'))
      .length,
    idle: logs.filter(({ lines }) => hasLived(lines, lifetime) && !lines.some((line) => line.kind === 'served' && line.session === session))
      .length,
  }
}

/** Was there time for a request to be served? */
function hasLived(lines: readonly LogLine[], lifetime: number): boolean {
  return (lines.at(-1)?.at ?? 0) - (lines[0]?.at ?? 0) > lifetime
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
  // What arrived at the server must be in the log of its process: else a kill has cost lines.
  for (const session of ['obtains', 'refreshes'] as const) {
    for (const { process, refreshToken } of books[session]) {
      if (refreshToken === undefined || process === undefined) continue
      const isLogged = handOvers.some((one) => one.process === process && one.token === refreshToken)
      if (!isLogged) doubts.push(`${process}: the log lacks a hand-over of ${refreshToken}`)
    }
  }
  if (logs.length === 0) doubts.push('no process has left a log')
  return doubts
}

function errorsOf(session: SessionKind, logs: readonly ProcessLog[]): string {
  const errors = logs.flatMap(({ lines }) =>
    lines.flatMap((line) => (line.kind === 'caller-error' && line.session === session ? [line] : [])),
  )
  return [...Map.groupBy(errors, ({ error }) => error)].map(([error, of]) => `${of.length} ${error}`).join(', ')
}
