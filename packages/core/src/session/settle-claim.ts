import type { StoredToken } from '../token/stored-token.ts'
import type { RefreshContext } from './refresh-context.ts'

/**
 * Saves the record `next` when the outcome of a request with a refresh token is known. `next` no longer has the claim: the note that a
 * coordinator presents the token. Nothing is saved if the session has ended, or if the store has another revision (number of its last
 * write) by now. If the store fails, the record is written later.
 *
 * @param next - the new record; its `revision` is the revision that the new record replaces
 * @returns the record with the new revision; `next` unchanged if the record was not saved
 */
export async function settleClaim(next: StoredToken, { store, isVoid }: RefreshContext): Promise<StoredToken> {
  if (isVoid()) return next
  const saved = await store.save(next, next.revision, () => !isVoid())
  if (saved === 'failed' && !isVoid()) store.writeLater(next, next.revision)
  return saved === 'saved' ? { ...next, revision: next.revision + 1 } : next
}
