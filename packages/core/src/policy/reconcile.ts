import { isEndOfSession, ownSession, type StoredToken, withRefreshToken, withRefreshTokenOf } from '../token/stored-token.ts'
import { recordToBringForward } from './record-to-bring-forward.ts'
import type { SpentTokens } from '../token/used-refresh-tokens.ts'

/** The result of comparing the store's record with a session. */
export type Reconciled =
  /** The session continues, or the store's record begins it. `latest`: the newest known record of its token. */
  | { readonly kind: 'same'; readonly latest: StoredToken | undefined }
  /** A logout in any process has ended the session. `by`: the record of the logout. */
  | { readonly kind: 'cleared'; readonly by: StoredToken }
  /** Another session has begun. `by`: the record of that session. */
  | { readonly kind: 'replaced'; readonly by: StoredToken }

/**
 * Compares the store's record with a session: does the session continue, or has a logout or another session ended it?
 *
 * @param session - id of the session; undefined: no token has begun the session yet
 * @param known - the session's own record of its token
 * @param isLoggedOut - returns whether this coordinator knows of a logout of the session. A process that missed the logout may have saved
 * the session's token again. Such a record is ignored, and the next save replaces the record.
 */
export function reconcile(
  session: string | undefined,
  known: StoredToken | undefined,
  fromStore: StoredToken | undefined,
  spent: SpentTokens,
  isLoggedOut: (session: string) => boolean,
): Reconciled {
  if (fromStore === undefined || (!isEndOfSession(fromStore) && isLoggedOut(fromStore.session))) return { kind: 'same', latest: known }
  if (session === undefined) return { kind: 'same', latest: isEndOfSession(fromStore) ? beginAfter(fromStore, known) : fromStore }
  if (isEndOfSession(fromStore)) return { kind: 'cleared', by: fromStore }
  if (fromStore.session !== session) return { kind: 'replaced', by: fromStore }
  if (known === undefined || fromStore.generation > known.generation) return { kind: 'same', latest: fromStore }
  if (fromStore.generation < known.generation) return { kind: 'same', latest: recordToBringForward(fromStore, known, spent) ?? known }
  return { kind: 'same', latest: withUsableRefreshToken(known, fromStore, spent) }
}

/**
 * Makes the record of the session that follows a logout in the store. A record `first` of generation 0 has only the refresh token from the
 * option `initialRefreshToken`. The application gave this token after the logout, so it begins a session. Any other record belongs to the
 * session that ended, so the result is `logout`.
 */
function beginAfter(logout: StoredToken, first: StoredToken | undefined): StoredToken {
  return first === undefined || first.generation > 0
    ? logout
    : { ...first, session: ownSession(logout.generation), generation: logout.generation }
}

/**
 * Combines two records of the same generation (number of the token), which can hold different tokens. The result has the access token that
 * was issued last, and the store's refresh token. If that refresh token was replaced or rejected, the result has the tokens of `known`
 * without that refresh token.
 */
function withUsableRefreshToken(known: StoredToken, fromStore: StoredToken, spent: SpentTokens): StoredToken {
  const isSpent = fromStore.refreshToken !== undefined && spent.has(fromStore.refreshToken)
  const isOlder = fromStore.accessToken !== known.accessToken && fromStore.issuedAt <= known.issuedAt
  if (!isSpent) return isOlder ? withRefreshTokenOf(fromStore, known) : fromStore
  return known.refreshToken === fromStore.refreshToken ? withRefreshToken(known, undefined) : known
}
