import { keepClaim } from '../token/keep-claim.ts'
import { isEndOfSession, type StoredToken, withGenerationAbove, withRefreshTokenOf } from '../token/stored-token.ts'
import type { SessionStore } from './session-store.ts'

/** Tokens that the application sets in the present session, for example after a step-up (a stronger login), and that must be saved. */
export interface ContinuedSession {
  readonly record: StoredToken
  /**
   * Does the response have a refresh token? If not, the refresh token in the store stays, which may come from a refresh in the meantime.
   */
  readonly hasRefreshToken: boolean
  /** Returns whether the session has ended in this process. If so, nothing is saved. */
  readonly isVoid: () => boolean
  /** Called after a save, with the record that was saved. */
  readonly onSaved: (record: StoredToken) => void
  /** Called instead of a save if the store has a logout or the record of another session, with this record. */
  readonly onOther: (fromStore: StoredToken) => void
}

const mostRounds = 5

/** Saves tokens that continue the present session. Replaces only a record of the same session. */
export async function saveWithin(
  store: SessionStore,
  { record, hasRefreshToken, isVoid, onSaved, onOther }: ContinuedSession,
): Promise<void> {
  for (let round = 0; round < mostRounds; round++) {
    const loaded = await store.tryLoad()
    if (isVoid()) return
    if (loaded === undefined) break
    const { fromStore } = loaded
    if (fromStore !== undefined && (isEndOfSession(fromStore) || fromStore.session !== record.session)) return onOther(fromStore)
    const next = hasRefreshToken || fromStore === undefined ? keepClaim(fromStore, record) : withRefreshTokenOf(fromStore, record)
    const above = withGenerationAbove(fromStore, next)
    const expected = fromStore?.revision ?? 0
    const saved = await store.save(above, expected, () => !isVoid())
    if (isVoid()) return
    if (saved === 'saved') return onSaved({ ...above, revision: expected + 1 })
    if (saved === 'failed') break
  }
  store.writeLater(record, record.revision)
}
