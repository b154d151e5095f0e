import type { Moment } from '../lib/clock.ts'
import type { SessionIdentity } from './session-identity.ts'
import type { IssuedMoment } from '../policy/issued-moment.ts'
import { TokenRecord } from '../token/token-record.ts'
import type { StoredToken } from '../token/stored-token.ts'
import { type Deadlines, deadlinesFrom, refreshWindow, type WindowPolicy } from '../token/token-lifetime.ts'

/**
 * The header of one attempt of a request, and facts about its token. Created once for each token, so that a first attempt allocates
 * nothing.
 */
export interface Authorization {
  /** The header to set on the request, by name. Not enumerable, because the value is a secret. */
  readonly headers: Readonly<Record<string, string>>
  /** Scheme and token, which tell tokens apart. Not enumerable, because the token is a secret. */
  readonly value: string
  /** The session of the token. */
  readonly session: SessionIdentity
  /** Generation of the token. Generations count from 1 through all sessions. */
  readonly generation: number
  /** May the request follow redirects? Platforms remove `Authorization` on a redirect to another origin, but no other header. */
  readonly redirect: 'follow' | 'error'
  /** 1: the first attempt. 2 or more: a replay. The replay after a step-up has the highest number, as no other replay follows. */
  readonly attempt: number
  /**
   * Does the caller get the response even if the server rejects the token again? A step-up may still follow. A second replay follows if the
   * token has expired by then.
   */
  readonly isFinal: boolean
  /** When the token expires, on both clocks. Counted from the token request, so that the server does not end the token earlier. */
  readonly expires: Moment
}

/**
 * Maximum number of attempts of a request: the first attempt and two replays. A second replay follows only after a step-up, or if the first
 * replay's token was requested before the rejection, or if that token expired on its way to the server.
 */
export const mostAttempts = 3

/** How requests carry the token, and when the token is refreshed. */
export interface TokenPolicy extends WindowPolicy {
  readonly header: string
  readonly scheme: string
}

/** The token in use, ready to be sent. */
export interface ActiveToken {
  readonly record: TokenRecord
  readonly deadlines: Deadlines
  /** The authorization of a first attempt. */
  readonly authorization: Authorization
  /** How many refreshes had begun when this token was requested. This number shows whether a rejection came before or after that moment. */
  readonly refreshesBegun: number
}

/**
 * @param issued - when the token's lifetime begins, on both clocks
 * @param refreshesBegun - how many refreshes had begun by then
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
  const expires = deadlinesFrom(issued.requested ?? issued, window).hard
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
 * @param begunAtRejection - how many refreshes had begun when the rejection arrived. A token that was requested earlier may be invalid for
 * the same reason. Its rejection does not prove that the server rejects every token.
 * @param isStepUp - does the replay follow a step-up? Then it counts as the last one: no other replay follows.
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

/** Compares both, because two processes can use one generation for different tokens. A server can also issue the same token twice. */
export function isSameToken(a: Authorization, b: Authorization): boolean {
  return a.generation === b.generation && a.value === b.value
}

/**
 * Makes an authorization. Its secrets are properties that are not enumerable, so that logs do not show them.
 *
 * @param shown - all other fields
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

/** When a stored token was requested, on both clocks. On the monotonic clock, a moment in the future counts as now. */
export function issuedMoment(stored: StoredToken, now: Moment): Moment {
  return { wall: stored.issuedAt, monotonic: now.monotonic - Math.max(0, now.wall - stored.issuedAt) }
}

/** The same token with another record, for example after its refresh token changed. Authorization and deadlines stay. */
export function withRecord(token: ActiveToken, stored: StoredToken): ActiveToken {
  return { ...token, record: new TokenRecord(stored) }
}
