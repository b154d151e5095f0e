import { isEndOfSession, isOwnSession, type StoredToken } from '../token/stored-token.ts'

/** A record that a store has to take and has not taken yet, and what it may replace there. */
export type PendingWrite =
  /** The answer to a token request: replaces only the record that it was asked on. */
  | { readonly kind: 'refresh'; readonly record: StoredToken; readonly expected: number }
  /** A login or logout at a moment (ms since 1970): replaces the sessions that it ends, and what began before that moment. */
  | { readonly kind: 'login' | 'logout'; readonly record: StoredToken; readonly replaces: readonly string[]; readonly at: number }

/** `write`: put the record in the place of what is there. `done`: it is there already. `void`: the store has moved on. */
export type WriteDecision = 'write' | 'done' | 'void'

/** Decides what becomes of a write that failed, by what is in the store now. */
export function decideWrite(pending: PendingWrite, found: StoredToken | undefined): WriteDecision {
  const { record } = pending
  if (found === undefined) return 'write'
  if (pending.kind === 'refresh') return decideRefresh(pending.record, pending.expected, found)
  if (found.session === record.session) return decideSameSession(record, found)
  // Processes that have no session yet name the session of the source's own credentials alike: its logout may be a later one.
  const isLaterLogout = isEndOfSession(found) && isOwnSession(found.session) && found.sessionStart > pending.at
  if (pending.replaces.includes(found.session)) return isLaterLogout ? 'void' : 'write'
  // In one and the same moment, a login counts for more than a token of the source's own credentials.
  const isOlder =
    found.sessionStart < pending.at || (found.sessionStart === pending.at && pending.kind === 'login' && isOwnSession(found.session))
  return isOlder ? 'write' : 'void'
}

/** A logout ends its session for good; a login is taken further by whoever refreshes its token first. */
function decideSameSession(record: StoredToken, found: StoredToken): WriteDecision {
  if (isEndOfSession(record)) return isEndOfSession(found) ? 'done' : 'write'
  if (isEndOfSession(found)) return 'void'
  return found.generation < record.generation ? 'write' : 'done'
}

function decideRefresh(record: StoredToken, expected: number, found: StoredToken): WriteDecision {
  if (found.revision === expected) return 'write'
  // The store took the record and the confirmation was lost.
  return found.session === record.session && isSameToken(found, record) ? 'done' : 'void'
}

function isSameToken(a: StoredToken, b: StoredToken): boolean {
  return a.generation === b.generation && a.accessToken === b.accessToken && a.refreshToken === b.refreshToken
}
