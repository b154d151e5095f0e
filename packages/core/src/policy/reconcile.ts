import { isEndOfSession, ownSession, type StoredToken, withRefreshToken, withRefreshTokenOf } from '../token/stored-token.ts'
import type { SpentTokens } from '../token/used-refresh-tokens.ts'

/** What the store's record means to a session. */
export type Reconciled =
  /** The record belongs to the session, or begins it. `latest`: what is known of its token now. */
  | { readonly kind: 'same'; readonly latest: StoredToken | undefined }
  /** A logout, in whichever process: `by` is its record. */
  | { readonly kind: 'cleared'; readonly by: StoredToken }
  /** Another session has begun. */
  | { readonly kind: 'replaced'; readonly by: StoredToken }

/**
 * @param session - id of the session; undefined where no token has begun it yet
 * @param known - what the session knows of its own token
 * @param isLoggedOut - was the session of this id logged out, as far as this coordinator knows? Another process that does not
 * know may have written its token once more: that record is no news, and the next save replaces it
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
  if (fromStore.generation < known.generation) return { kind: 'same', latest: known }
  return { kind: 'same', latest: withUsableRefreshToken(known, fromStore, spent) }
}

/** A refresh token to begin with was given after the logout that is found there. Any other is of the session that ended. */
function beginAfter(logout: StoredToken, first: StoredToken | undefined): StoredToken {
  return first === undefined || first.generation > 0
    ? logout
    : { ...first, session: ownSession(logout.generation), generation: logout.generation }
}

/**
 * Two records of one generation can hold different tokens. Of the access tokens the one counts that was issued last; of the refresh
 * tokens the store's, unless it is known to be spent.
 */
function withUsableRefreshToken(known: StoredToken, fromStore: StoredToken, spent: SpentTokens): StoredToken {
  const isSpent = fromStore.refreshToken !== undefined && spent.has(fromStore.refreshToken)
  const isOlder = fromStore.accessToken !== known.accessToken && fromStore.issuedAt <= known.issuedAt
  if (!isSpent) return isOlder ? withRefreshTokenOf(fromStore, known) : fromStore
  return known.refreshToken === fromStore.refreshToken ? withRefreshToken(known, undefined) : known
}
