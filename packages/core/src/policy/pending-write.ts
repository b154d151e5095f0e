import { keepClaim } from '../token/keep-claim.ts'
import { isEndOfSession, isOwnSession, type StoredToken, withGenerationAbove } from '../token/stored-token.ts'

/** A record that a store must still take, and what the record may replace there. */
export type PendingWrite =
  /** The response to a token request: replaces only the record that the request was based on. */
  | { readonly kind: 'refresh'; readonly record: StoredToken; readonly expected: number }
  /** A login or logout at a moment (ms since 1970). Replaces the sessions that it ends, and sessions that began before that moment. */
  | { readonly kind: 'login' | 'logout'; readonly record: StoredToken; readonly replaces: readonly string[]; readonly at: number }

/** `write`: replace the store's record with this record. `done`: the store already has it. `void`: the store has something newer. */
export type WriteDecision = 'write' | 'done' | 'void'

/** Decides what happens to a failed write, by the record that the store has now. */
export function decideWrite(pending: PendingWrite, fromStore: StoredToken | undefined): WriteDecision {
  const { record } = pending
  if (fromStore === undefined) return 'write'
  if (pending.kind === 'refresh') return decideRefresh(pending.record, pending.expected, fromStore)
  if (fromStore.session === record.session) return decideSameSession(record, fromStore)
  // Processes without a session use one name for the session of the source's own credentials. Its logout may be a later logout.
  const isLaterLogout = isEndOfSession(fromStore) && isOwnSession(fromStore.session) && fromStore.sessionStart > pending.at
  if (pending.replaces.includes(fromStore.session)) return isLaterLogout ? 'void' : 'write'
  // If both have the same moment, a login outranks a token of the source's own credentials.
  const isOlder =
    fromStore.sessionStart < pending.at ||
    (fromStore.sessionStart === pending.at && pending.kind === 'login' && isOwnSession(fromStore.session))
  return isOlder ? 'write' : 'void'
}

/**
 * What a write puts over the store's record. The record of a response has the outcome of its own claim. A login may have been saved before,
 * although its store failed, and others may have claimed its refresh token since.
 */
export function recordToWrite({ kind, record }: PendingWrite, fromStore: StoredToken | undefined): StoredToken {
  return withGenerationAbove(fromStore, kind === 'login' ? keepClaim(fromStore, record) : record)
}

/** A logout ends its session finally. A login's write is done if another process has already refreshed the login's token. */
function decideSameSession(record: StoredToken, fromStore: StoredToken): WriteDecision {
  if (isEndOfSession(record)) return isEndOfSession(fromStore) ? 'done' : 'write'
  if (isEndOfSession(fromStore)) return 'void'
  return fromStore.generation < record.generation ? 'write' : 'done'
}

function decideRefresh(record: StoredToken, expected: number, fromStore: StoredToken): WriteDecision {
  if (fromStore.revision === expected) return 'write'
  // The store has taken the record, and the confirmation was lost.
  return fromStore.session === record.session && isSameToken(fromStore, record) ? 'done' : 'void'
}

function isSameToken(a: StoredToken, b: StoredToken): boolean {
  return a.generation === b.generation && a.accessToken === b.accessToken && a.refreshToken === b.refreshToken
}
