import type { SessionEndReason } from '../lib/errors.ts'

/**
 * The status of a session. `unknown`: neither the store nor the source has shown whether a session exists. `active`: a session has begun
 * and lasts. `ended`: nobody is signed in, or the last session has ended.
 */
export type SessionStatus = 'unknown' | 'active' | 'ended'

/** The facts about a session that `peek()` returns. They are known without a call of the store or the source. */
export interface PeekedSession {
  readonly status: SessionStatus
  /** The token that a request would get now. Undefined: a request would wait or fail. Not enumerable, because it is a secret. */
  readonly accessToken?: string | undefined
  /**
   * When the access token of the session expires, ms since 1970. A time in the past: the token has expired. Undefined: the session has no
   * token, or the lifetime of its token is unknown.
   */
  readonly expiresAt?: number | undefined
}

/**
 * Returns the status of a session.
 *
 * @param session - id of the current session; undefined: no token has begun the session
 * @param hasEnded - true: no token can be got until new tokens are set
 * @param lastEnd - how the last session ended; undefined: no session has ended
 */
export function sessionStatus(session: string | undefined, hasEnded: boolean, lastEnd: SessionEndReason | undefined): SessionStatus {
  if (session !== undefined) return 'active'
  // After a logout, a source may obtain a token again. Until a call needs that token, nobody is signed in.
  return hasEnded || lastEnd === 'cleared' ? 'ended' : 'unknown'
}

export function peekedSession(status: SessionStatus, accessToken: string | undefined, expiresAt: number | undefined): PeekedSession {
  return Object.defineProperty({ status, expiresAt }, 'accessToken', { value: accessToken })
}
