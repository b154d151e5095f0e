import type { SessionKind } from '../fleet/log-line.ts'
import { lostHolders } from './lost-holders.ts'
import type { TabsRecord } from './tabs-record.ts'

/** The earliest moment of a refresh that core draws, as a fraction of the lifetime. */
const earliestRefresh = 0.8

/** Token calls of one session. */
export interface TokenCalls {
  /** Calls while a user was signed in. */
  readonly count: number
  /** Calls to which the response was that nobody is signed in. */
  readonly signedOut: number
  /** How many pages were lost in the middle of a token request. */
  readonly lost: number
  /**
   * 1 for each lifetime and 1 for each lost page. For a cookie session, each sign-in has a call for its first token, and a call that is
   * under way during the sign-in does not count.
   */
  readonly most: number
}

export function tokenCallsOf(record: TabsRecord, session: SessionKind): TokenCalls {
  const { books, lifetime, ended, begun } = record
  const calls = books[session]
  const signedOut = calls.filter(({ status }) => session === 'obtains' && status === 401).length
  const lost = lostHolders(record, session)
  const lifetimes = Math.ceil((ended - begun) / (lifetime * earliestRefresh))
  return {
    count: calls.length - signedOut,
    signedOut,
    lost,
    most: lifetimes + lost + (session === 'obtains' ? callsOfSignIns(record) : 0),
  }
}

/** The calls during sign-ins, and at least one for each. */
function callsOfSignIns({ pageLines, books }: TabsRecord): number {
  const own = pageLines.filter(({ session }) => session === 'obtains')
  return own
    .filter(({ kind }) => kind === 'signed-in')
    .reduce((sum, { page, at: until }) => {
      const from = own.findLast((line) => line.kind === 'switching' && line.page === page && line.at <= until)?.at ?? until
      const calls = books.obtains.filter(({ at, status }) => status !== 401 && at >= from && at <= until)
      return sum + Math.max(1, calls.length)
    }, 0)
}
