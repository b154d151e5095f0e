import type { HandOver } from './hand-overs.ts'
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

export function figuresOf(
  session: SessionKind,
  { logs, books, lifetime }: Pick<RunRecord, 'logs' | 'books' | 'lifetime'>,
  all: readonly HandOver[],
): SessionFigures {
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

/** Names each kind of error that callers got, with its number. */
export function errorsOf(session: SessionKind, logs: readonly ProcessLog[]): string {
  const errors = logs.flatMap(({ lines }) =>
    lines.flatMap((line) => (line.kind === 'caller-error' && line.session === session ? [line] : [])),
  )
  return [...Map.groupBy(errors, ({ error }) => error)].map(([error, of]) => `${of.length} ${error}`).join(', ')
}
