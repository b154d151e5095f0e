import { isEndOfSession, type StoredToken, withClaim, withGenerationAbove, withRefreshToken } from '../token/stored-token.ts'
import type { StoreAccess } from './store-access.ts'

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
  readonly onOther: (found: StoredToken) => void
}

const mostRounds = 5

/** Saves tokens that continue their session: over records of this session only. */
export async function saveWithin(
  store: StoreAccess,
  { record, hasRefreshToken, isVoid, onSaved, onOther }: ContinuedSession,
): Promise<void> {
  for (let round = 0; round < mostRounds; round++) {
    const look = await store.load()
    if (isVoid()) return
    if (look === undefined) break
    const { found } = look
    if (found !== undefined && (isEndOfSession(found) || found.session !== record.session)) return onOther(found)
    const next = hasRefreshToken || found === undefined ? record : withRefreshTokenOf(found, record)
    const above = withGenerationAbove(found, next)
    const expected = found?.revision ?? 0
    const saved = await store.save(above, expected, () => !isVoid())
    if (isVoid()) return
    if (saved === 'saved') return onSaved({ ...above, revision: expected + 1 })
    if (saved === 'failed') break
  }
  store.owe(record, record.revision)
}

function withRefreshTokenOf(found: StoredToken, record: StoredToken): StoredToken {
  const { refreshExpiresAt } = found
  const next = withRefreshToken(record, found.refreshToken)
  return withClaim(refreshExpiresAt === undefined ? next : { ...next, refreshExpiresAt }, found.claim)
}
