import { type SessionEndReason, SessionEndedError } from '../lib/errors.ts'
import type { Failure } from './classify-failure.ts'

/** What happens to a request that begins while nobody is signed in: it fails, or it is sent without a token. */
export type BeforeSignIn = 'fail' | 'send-without-token'

/** What a coordinator knows about its earlier sessions. */
export interface SessionHistory {
  /** Id of the last session that began; undefined: no session has begun. */
  readonly lastSession: string | undefined
  /** How the last session ended; undefined: no session has ended. */
  readonly lastEnd: SessionEndReason | undefined
}

/**
 * Why no grant can get a token. Nobody is signed in if no session has begun or ended here, and the source says so or has no grant. After a
 * session, the same response means that this session has ended.
 *
 * @param failure - undefined: no token request was made
 */
export function endWithoutGrant(failure: Failure | undefined, { lastSession, lastEnd }: SessionHistory): 'not-signed-in' | 'no-grant' {
  const isFirst = lastSession === undefined && (lastEnd === undefined || lastEnd === 'not-signed-in')
  return isFirst && (failure === undefined || failure.class === 'session-ended') ? 'not-signed-in' : 'no-grant'
}

/** A source ends the session by a `SessionEndedError`. Callers get one of their own: its cause is the reason, and no second such error. */
export function endCauseOf(failure: Failure | undefined): unknown {
  const { cause } = failure ?? {}
  return (cause instanceof SessionEndedError ? cause.cause : undefined) ?? cause
}
