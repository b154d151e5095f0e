import type { Call } from './call.ts'

/** What the callers of a client have seen. */
export interface Counters {
  readonly sent: number
  readonly ok: number
  readonly failed: number
  /** Calls that got an error after their session had been ended on purpose. */
  readonly ended: number
  /** Calls that got another user's data. */
  readonly otherUser: number
  readonly pending: number
  /** The longest time to a good response, ms. */
  readonly slowest: number
}

/** Counts the calls of a side. */
export function countersOf(calls: readonly Call[]): Counters {
  const count = (outcome: NonNullable<Call['end']>['outcome']): number => calls.filter(({ end }) => end?.outcome === outcome).length
  return {
    sent: calls.length,
    ok: count('ok'),
    failed: count('failed'),
    ended: count('ended'),
    otherUser: count('other-user'),
    pending: calls.filter(({ end }) => end === undefined).length,
    slowest: calls.reduce((most, { from, end }) => (end?.outcome === 'ok' ? Math.max(most, end.at - from) : most), 0),
  }
}
