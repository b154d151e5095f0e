import type { SessionEndReason } from '../lib/errors.ts'

/**
 * `unknown`: neither store nor source has said whether there is a session. `active`: a session has begun and lasts. `ended`: nobody
 * is signed in, or the last session is over.
 */
export type SessionStatus = 'unknown' | 'active' | 'ended'

/** What a coordinator knows without asking store or source. */
export interface PeekedSession {
  readonly status: SessionStatus
  /** The token that a request would get now. Undefined: a request would wait, or fail. A secret, therefore not enumerable. */
  readonly accessToken?: string | undefined
}

/**
 * @param session - id of the present session; undefined: no token has begun it
 * @param hasEnded - is there no way to a token until new ones are set?
 * @param lastEnd - how the last session ended; undefined: no session has ended
 */
export function sessionStatus(session: string | undefined, hasEnded: boolean, lastEnd: SessionEndReason | undefined): SessionStatus {
  if (session !== undefined) return 'active'
  // After a logout, a source may obtain a token again: until a call asks for that token, nobody is signed in.
  return hasEnded || lastEnd === 'cleared' ? 'ended' : 'unknown'
}

export function peekedSession(status: SessionStatus, accessToken: string | undefined): PeekedSession {
  return Object.defineProperty({ status }, 'accessToken', { value: accessToken })
}
