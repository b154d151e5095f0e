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
export function decideWrite(pending: PendingWrite, fromStore: StoredToken | undefined): WriteDecision {
  const { record } = pending
  if (fromStore === undefined) return 'write'
  if (pending.kind === 'refresh') return decideRefresh(pending.record, pending.expected, fromStore)
  if (fromStore.session === record.session) return decideSameSession(record, fromStore)
  // Processes that have no session yet name the session of the source's own credentials alike: its logout may be a later one.
  const isLaterLogout = isEndOfSession(fromStore) && isOwnSession(fromStore.session) && fromStore.sessionStart > pending.at
  if (pending.replaces.includes(fromStore.session)) return isLaterLogout ? 'void' : 'write'
  // In one and the same moment, a login counts for more than a token of the source's own credentials.
  const isOlder =
    fromStore.sessionStart < pending.at ||
    (fromStore.sessionStart === pending.at && pending.kind === 'login' && isOwnSession(fromStore.session))
  return isOlder ? 'write' : 'void'
}

/** A logout ends its session for good; a login is taken further by whoever refreshes its token first. */
function decideSameSession(record: StoredToken, fromStore: StoredToken): WriteDecision {
  if (isEndOfSession(record)) return isEndOfSession(fromStore) ? 'done' : 'write'
  if (isEndOfSession(fromStore)) return 'void'
  return fromStore.generation < record.generation ? 'write' : 'done'
}

function decideRefresh(record: StoredToken, expected: number, fromStore: StoredToken): WriteDecision {
  if (fromStore.revision === expected) return 'write'
  // The store took the record and the confirmation was lost.
  return fromStore.session === record.session && isSameToken(fromStore, record) ? 'done' : 'void'
}

function isSameToken(a: StoredToken, b: StoredToken): boolean {
  return a.generation === b.generation && a.accessToken === b.accessToken && a.refreshToken === b.refreshToken
}
