import { type SessionEndReason, SessionEndedError } from '../lib/errors.ts'
import type { Failure } from './classify-failure.ts'

/** The result of a request that begins while nobody is signed in: it fails, or it is sent without a token. */
export type BeforeSignIn = 'fail' | 'send-without-token'

/** The facts that a coordinator knows about its earlier sessions. */
export interface SessionHistory {
  /** Id of the last session that began; undefined: no session has begun. */
  readonly lastSession: string | undefined
  /** How the last session ended; undefined: no session has ended. */
  readonly lastEnd: SessionEndReason | undefined
}

/**
 * Returns the reason why neither a refresh nor `obtain` can get a token. `not-signed-in`: this coordinator had no session before, and no
 * token request was possible or the source reported that nobody is signed in. `no-grant`: in all other cases, for instance if a session has
 * begun and now ends.
 *
 * @param failure - the failed token request; undefined: no token request was made
 */
export function endWithoutGrant(failure: Failure | undefined, { lastSession, lastEnd }: SessionHistory): 'not-signed-in' | 'no-grant' {
  const isFirst = lastSession === undefined && (lastEnd === undefined || lastEnd === 'not-signed-in')
  return isFirst && (failure === undefined || failure.class === 'session-ended') ? 'not-signed-in' : 'no-grant'
}

/**
 * Returns the cause of the `SessionEndedError` that callers get: the error that the source threw. If the source threw a `SessionEndedError`
 * with a cause, callers get the same cause.
 */
export function endCauseOf(failure: Failure | undefined): unknown {
  const { cause } = failure ?? {}
  return (cause instanceof SessionEndedError ? cause.cause : undefined) ?? cause
}
