import type { StoredToken } from '../token/stored-token.ts'
import type { RefreshContext } from './refresh-context.ts'

/**
 * Records the outcome of a claimed refresh token, if the claim still holds.
 *
 * @param next - at the revision that it replaces
 * @returns the record at the revision that the store has now
 */
export async function settleClaim(next: StoredToken, { store, isVoid }: RefreshContext): Promise<StoredToken> {
  if (isVoid()) return next
  const saved = await store.save(next, next.revision, () => !isVoid())
  if (saved === 'failed' && !isVoid()) store.writeLater(next, next.revision)
  return saved === 'saved' ? { ...next, revision: next.revision + 1 } : next
}
