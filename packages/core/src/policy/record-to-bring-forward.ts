import { keepClaim } from '../token/keep-claim.ts'
import { type StoredToken, withRefreshTokenOf } from '../token/stored-token.ts'
import type { SpentTokens } from '../token/used-refresh-tokens.ts'

/**
 * Compares the store's record with a process's own record of its session. The store may have lost the process's record, or may not have
 * that record yet.
 *
 * @returns the record to write over the store's record; undefined: the store's record is not older, or belongs to another session
 */
export function recordToBringForward(fromStore: StoredToken | undefined, known: StoredToken, spent: SpentTokens): StoredToken | undefined {
  if (fromStore === undefined) return known
  if (fromStore.session !== known.session || fromStore.generation >= known.generation) return undefined
  const isSpent = fromStore.refreshToken !== undefined && spent.has(fromStore.refreshToken)
  // Another process has saved since this process last read the store. It may have replaced the refresh token.
  if (!isSpent && fromStore.revision > known.revision) return withRefreshTokenOf(fromStore, known)
  return keepClaim(fromStore, known)
}
