import { keepClaim } from '../token/keep-claim.ts'
import { isEndOfSession, isOwnSession, type StoredToken, withGenerationAbove } from '../token/stored-token.ts'

/** A record that must still be saved because the store failed, and the rule for the store's records that it may replace. */
export type PendingWrite =
  /**
   * The record of a token response. It replaces only the record on which the token request was based: `expected` is the revision (number)
   * of that record.
   */
  | { readonly kind: 'refresh'; readonly record: StoredToken; readonly expected: number }
  /**
   * The record of a login or logout at the moment `at`, ms since 1970. It replaces records of the sessions `replaces`, which the login or
   * logout ends, and of sessions that began before `at`.
   */
  | { readonly kind: 'login' | 'logout'; readonly record: StoredToken; readonly replaces: readonly string[]; readonly at: number }

/**
 * The decision about a write. `write`: replace the store's record with this record. `done`: the store already has this record. `void`: the
 * store has a newer record.
 */
export type WriteDecision = 'write' | 'done' | 'void'

/** Decides what happens to a failed write, by the record that the store has now. */
export function decideWrite(pending: PendingWrite, fromStore: StoredToken | undefined): WriteDecision {
  const { record } = pending
  if (fromStore === undefined) return 'write'
  if (pending.kind === 'refresh') return decideRefresh(pending.record, pending.expected, fromStore)
  if (fromStore.session === record.session) return decideSameSession(record, fromStore)
  // Processes without a session use the same name for the session of the source's own credentials. A logout of this session may be later
  // than the write.
  const isLaterLogout = isEndOfSession(fromStore) && isOwnSession(fromStore.session) && fromStore.sessionStart > pending.at
  if (pending.replaces.includes(fromStore.session)) return isLaterLogout ? 'void' : 'write'
  // If both have the same moment, a login replaces a token of the source's own credentials.
  const isOlder =
    fromStore.sessionStart < pending.at ||
    (fromStore.sessionStart === pending.at && pending.kind === 'login' && isOwnSession(fromStore.session))
  return isOlder ? 'write' : 'void'
}

/**
 * Makes the record that a write saves over the store's record. A claim notes that a coordinator presents the refresh token. The record of a
 * token response needs no claim, because its request has ended. The record of a login keeps a claim on its refresh token that the store's
 * record has. The reason: the store may have saved the login although the write seemed to fail. Another process may then present this
 * token now.
 */
export function recordToWrite({ kind, record }: PendingWrite, fromStore: StoredToken | undefined): StoredToken {
  return withGenerationAbove(fromStore, kind === 'login' ? keepClaim(fromStore, record) : record)
}

/**
 * Decides about a write if the store has a record of the same session. A logout always ends its session. A login is not written if the
 * store already has its token, or a newer token from another process's refresh.
 */
function decideSameSession(record: StoredToken, fromStore: StoredToken): WriteDecision {
  if (isEndOfSession(record)) return isEndOfSession(fromStore) ? 'done' : 'write'
  if (isEndOfSession(fromStore)) return 'void'
  return fromStore.generation < record.generation ? 'write' : 'done'
}

function decideRefresh(record: StoredToken, expected: number, fromStore: StoredToken): WriteDecision {
  if (fromStore.revision === expected) return 'write'
  // The store may have saved the record although its confirmation was lost.
  return fromStore.session === record.session && isSameToken(fromStore, record) ? 'done' : 'void'
}

function isSameToken(a: StoredToken, b: StoredToken): boolean {
  return a.generation === b.generation && a.accessToken === b.accessToken && a.refreshToken === b.refreshToken
}
