import type { Moment } from '../lib/clock.ts'
import type { SessionIdentity } from './session-identity.ts'
import type { IssuedMoment } from '../policy/issued-moment.ts'
import { TokenRecord } from '../token/token-record.ts'
import type { StoredToken } from '../token/stored-token.ts'
import { type Deadlines, deadlinesFrom, refreshWindow, wholeSecond, type WindowPolicy } from '../token/token-lifetime.ts'

/**
 * The headers for one attempt to send a request, and facts about their token. All first attempts with the same token share one object, to
 * save allocations. With a key binding (DPoP) or `withScheme()`, each attempt has its own object.
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
  /**
   * `error`: the request must not follow redirects, because a header other than `Authorization` authenticates the request. On a redirect to
   * another origin, platforms remove only `Authorization`.
   */
  readonly redirect: 'follow' | 'error'
  /**
   * Number of the attempt. 1: the first attempt. 2 or more: a replay (the request is sent again). Without DPoP, a replay after a step-up
   * has the maximum, 3, because no other replay follows.
   */
  readonly attempt: number
  /**
   * True: if the server rejects this token, the caller gets the response, and no replay follows. There are two exceptions. A step-up can
   * still lead to a replay. A token that expired on its way to the server can lead to a second replay.
   */
  readonly isFinal: boolean
  /**
   * The earliest moment at which the server may treat the token as expired, by the wall clock and the monotonic clock. The lifetime counts
   * from the token request. The moment is at least 1 s before the end of the lifetime, because servers count whole seconds. Infinity: the
   * lifetime is unknown. Undefined: a key binding (DPoP) or `withScheme()` made this authorization.
   */
  readonly expires?: Moment | undefined
}

/**
 * Maximum number of attempts of a request: the first attempt and two replays. A replay that only has a new DPoP proof does not count.
 * A second replay follows only in three cases. First: the response to the first replay demands a step-up (a stronger login or more scopes).
 * Second: the token of the first replay was requested before the first attempt was rejected. Third: this token expired on its way to the
 * server.
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
  /**
   * Number of refreshes that had begun when this token became active. If the number was lower when a server rejected a token, a refresh has
   * begun since that rejection.
   */
  readonly refreshesBegun: number
}

/**
 * Makes the active token from a stored token.
 *
 * @param issued - the moment when the token's lifetime begins, on the wall clock and on the monotonic clock
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

/**
 * Returns the moment when a stored token was requested, on the wall clock and on the monotonic clock. On the monotonic clock, a moment in
 * the future counts as now.
 */
export function issuedMoment(stored: StoredToken, now: Moment): Moment {
  return { wall: stored.issuedAt, monotonic: now.monotonic - Math.max(0, now.wall - stored.issuedAt) }
}

/** Returns the token with another record, for example after the refresh token changed. Authorization and deadlines stay. */
export function withRecord(token: ActiveToken, stored: StoredToken): ActiveToken {
  return { ...token, record: new TokenRecord(stored) }
}
