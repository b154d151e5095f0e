import { type StoredToken, withClaim } from './stored-token.ts'

/**
 * Makes the record that is written over the store's record. A claim notes that a coordinator presents a refresh token. If the store has a
 * claim on the same refresh token, the claim is kept, because another process may present that token now.
 */
export function keepClaim(fromStore: StoredToken | undefined, stored: StoredToken): StoredToken {
  const isClaimed = fromStore?.claim !== undefined && fromStore.refreshToken === stored.refreshToken
  return isClaimed ? withClaim(stored, fromStore.claim) : stored
}
