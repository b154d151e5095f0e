import type { Moment } from '../lib/clock.ts'
import type { SessionIdentity } from './session-identity.ts'
import type { IssuedMoment } from '../policy/issued-moment.ts'
import { TokenRecord } from '../token/token-record.ts'
import type { StoredToken } from '../token/stored-token.ts'
import { type Deadlines, deadlinesFrom, refreshWindow, wholeSecond, type WindowPolicy } from '../token/token-lifetime.ts'

/**
 * The headers for one attempt of a request, and facts about the token. Without a key binding or a scheme, all first attempts with a token
 * share one object, so that a first attempt allocates nothing.
 */
export interface Authorization {
  /** The headers to set on the request, by name; with DPoP, there are two. This property is not enumerable, because it holds secrets. */
  readonly headers: Readonly<Record<string, string>>
  /** Scheme and token as one text, by which tokens can be compared. This property is not enumerable, because the token is a secret. */
  readonly value: string
  /** The session of the token. */
  readonly session: SessionIdentity
  /** Generation (number) of the token, counted from 1 across all sessions. */
  readonly generation: number
  /** May the request follow redirects? Platforms remove `Authorization` on a redirect to another origin, but no other header. */
  readonly redirect: 'follow' | 'error'
  /**
   * Number of the attempt. 1: the first attempt. 2 or more: a replay. Without DPoP, a replay after a step-up gets the maximum, 3, because
   * no other replay follows.
   */
  readonly attempt: number
  /**
   * True: if the server rejects this token, the caller gets the response, and no replay follows. There are two exceptions. A step-up can
   * still lead to a replay. A token that expired on its way to the server can lead to a second replay.
   */
  readonly isFinal: boolean
  /**
   * The earliest moment at which the server may treat the token as expired, on both clocks. The lifetime counts from the token request.
   * The moment is at least 1 s before the end of the lifetime, because servers count whole seconds. Infinity: the lifetime is unknown.
   * Undefined: a key binding or a scheme made this authorization.
   */
  readonly expires?: Moment | undefined
}

/**
 * Maximum number of attempts of a request: the first attempt and two replays. A second replay follows only after a step-up, or because of
 * the first replay's token. That token was then requested before the rejection, or expired on its way to the server.
 */
export const mostAttempts = 3

/** The settings for how requests carry the token, and for when the token is refreshed. */
export interface TokenPolicy extends WindowPolicy {
  readonly header: string
  readonly scheme: string
}

/** The token in use, ready to be sent. */
export interface ActiveToken {
  readonly record: TokenRecord
  readonly deadlines: Deadlines
  /** The authorization for the first attempt of each request. */
  readonly authorization: Authorization
  /** Number of refreshes that had begun when this token became active. The number shows whether a refresh began after a rejection. */
  readonly refreshesBegun: number
}

/**
 * @param issued - the moment when the token's lifetime begins, on both clocks
 * @param refreshesBegun - number of refreshes that have begun so far
 */
export function createActiveToken(
  stored: StoredToken,
  issued: IssuedMoment,
  refreshesBegun: number,
  session: SessionIdentity,
  policy: TokenPolicy,
): ActiveToken {
  const redirect = policy.header.toLowerCase() === 'authorization' ? 'follow' : 'error'
  const window = refreshWindow(stored.accessToken === '' ? 0 : stored.lifetime, stored.refreshIn, policy)
  const certain = Math.min(window.hard, (stored.lifetime ?? Infinity) - wholeSecond)
  const expires = deadlinesFrom(issued.requested ?? issued, { ...window, hard: certain }).hard
  const shown = { session, generation: stored.generation, redirect, attempt: 1, isFinal: false, expires } as const
  const value = `${policy.scheme} ${stored.accessToken}`.trimStart()
  return {
    record: new TokenRecord(stored),
    deadlines: deadlinesFrom(issued, window),
    authorization: withSecrets(shown, value, Object.freeze({ [policy.header]: value })),
    refreshesBegun,
  }
}

/**
 * Returns the authorization for the replay of a rejected request.
 *
 * @param begunAtRejection - number of refreshes that had begun when the rejection arrived. A token that was requested before the rejection
 * may be invalid for the same reason. If such a token is rejected, this does not prove that the server rejects every token.
 * @param isStepUp - does the replay follow a step-up? Such a replay counts as the last attempt: no other replay follows.
 */
export function replayAuthorization(
  { authorization, refreshesBegun }: ActiveToken,
  sent: Authorization,
  begunAtRejection: number,
  isStepUp: boolean,
): Authorization {
  const attempt = isStepUp ? mostAttempts : sent.attempt + 1
  const isFinal = attempt >= mostAttempts || refreshesBegun > begunAtRejection || isSameToken(authorization, sent)
  return withSecrets({ ...authorization, attempt, isFinal }, authorization.value, authorization.headers)
}

/**
 * Checks whether two authorizations carry the same token. Compares generation and text, because two processes can use one generation for
 * different tokens. A server can also issue the same text twice.
 */
export function isSameToken(a: Authorization, b: Authorization): boolean {
  return a.generation === b.generation && a.value === b.value
}

/**
 * Makes an authorization. The properties that hold secrets are not enumerable, so that logs do not show the secrets.
 *
 * @param shown - all other fields; this object becomes the authorization
 *
 * @example
 * ```ts
 * import { type Authorization, withSecrets } from '@everbearer/core/adapter'
 *
 * export function signed({ value, headers, ...shown }: Authorization, signature: string): Authorization {
 *   return withSecrets(shown, value, { ...headers, Signature: signature })
 * }
 * ```
 * @experimental
 */
export function withSecrets(
  shown: Omit<Authorization, 'value' | 'headers'>,
  value: string,
  headers: Authorization['headers'],
): Authorization {
  return Object.defineProperties(shown as Authorization, { value: { value }, headers: { value: headers } })
}

/** Returns the moment when a stored token was requested, on both clocks. On the monotonic clock, a moment in the future counts as now. */
export function issuedMoment(stored: StoredToken, now: Moment): Moment {
  return { wall: stored.issuedAt, monotonic: now.monotonic - Math.max(0, now.wall - stored.issuedAt) }
}

/** Returns the token with another record, for example after the refresh token changed. Authorization and deadlines stay. */
export function withRecord(token: ActiveToken, stored: StoredToken): ActiveToken {
  return { ...token, record: new TokenRecord(stored) }
}
