import { isEndOfSession, type StoredToken, withClaim, withGenerationAbove, withRefreshToken } from '../token/stored-token.ts'
import type { SessionStore } from './session-store.ts'

/** Tokens that continue their session, as after a step-up, on their way to the store. */
export interface ContinuedSession {
  readonly record: StoredToken
  /** Did the response bring a refresh token? Else the one in the store stays, which a refresh may have replaced meanwhile. */
  readonly hasRefreshToken: boolean
  /** Is the session over here? */
  readonly isVoid: () => boolean
  /** Told what the store has now. */
  readonly onSaved: (record: StoredToken) => void
  /** Told what is in the store where the session is over there. */
  readonly onOther: (fromStore: StoredToken) => void
}

const mostRounds = 5

/** Saves tokens that continue their session: over records of this session only. */
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
    const next = hasRefreshToken || fromStore === undefined ? record : withRefreshTokenOf(fromStore, record)
    const above = withGenerationAbove(fromStore, next)
    const expected = fromStore?.revision ?? 0
    const saved = await store.save(above, expected, () => !isVoid())
    if (isVoid()) return
    if (saved === 'saved') return onSaved({ ...above, revision: expected + 1 })
    if (saved === 'failed') break
  }
  store.writeLater(record, record.revision)
}

function withRefreshTokenOf(fromStore: StoredToken, record: StoredToken): StoredToken {
  const { refreshExpiresAt } = fromStore
  const next = withRefreshToken(record, fromStore.refreshToken)
  return withClaim(refreshExpiresAt === undefined ? next : { ...next, refreshExpiresAt }, fromStore.claim)
}
