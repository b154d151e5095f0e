import type { Moment } from '../lib/clock.ts'
import type { SessionIdentity } from './session-identity.ts'
import { TokenRecord } from '../token/token-record.ts'
import type { StoredToken } from '../token/stored-token.ts'
import { type Deadlines, deadlinesFrom, refreshWindow, type WindowPolicy } from '../token/token-lifetime.ts'

/** What a request is sent with: made once for each token, so that a request costs nothing. */
export interface Authorization {
  /** What to put on the request, by name of the header: secrets, therefore not enumerable. */
  readonly headers: Readonly<Record<string, string>>
  /** The token with its scheme, which tells tokens apart: a secret, therefore not enumerable. */
  readonly value: string
  /** The session that the token belongs to. */
  readonly session: SessionIdentity
  /** Which token of the session it is. */
  readonly generation: number
  /** How far redirects may be followed with it: platforms strip `Authorization` on the way to another origin, but no other header. */
  readonly redirect: 'follow' | 'error'
  /** 1: the first attempt. From 2 on: a replay. */
  readonly attempt: number
  /** Is another rejection the caller's response, whatever it says? */
  readonly isFinal: boolean
}

/** Most attempts of a request: the first, a replay, and a second replay if the token of the first replay was older than the rejection. */
const mostAttempts = 3

/** How a token is put on a request, and when it is refreshed. */
export interface TokenPolicy extends WindowPolicy {
  readonly header: string
  readonly scheme: string
}

/** The token in use, ready to be sent. */
export interface ActiveToken {
  readonly record: TokenRecord
  readonly deadlines: Deadlines
  /** What a first attempt is sent with. */
  readonly authorization: Authorization
  /** How many refreshes had begun when this token was asked for: tells whether that was before a rejection. */
  readonly refreshesBegun: number
}

/**
 * @param issued - when the token was asked for, on both clocks
 * @param refreshesBegun - how many refreshes had begun by then
 */
export function createActiveToken(
  stored: StoredToken,
  issued: Moment,
  refreshesBegun: number,
  session: SessionIdentity,
  policy: TokenPolicy,
): ActiveToken {
  const redirect = policy.header.toLowerCase() === 'authorization' ? 'follow' : 'error'
  const shown = { session, generation: stored.generation, redirect, attempt: 1, isFinal: false } as const
  const value = `${policy.scheme} ${stored.accessToken}`.trimStart()
  const lifetime = stored.accessToken === '' ? 0 : stored.lifetime
  return {
    record: new TokenRecord(stored),
    deadlines: deadlinesFrom(issued, refreshWindow(lifetime, stored.refreshIn, policy)),
    authorization: withSecrets(shown, value, Object.freeze({ [policy.header]: value })),
    refreshesBegun,
  }
}

/**
 * What a rejected request is sent with once more.
 *
 * @param begunAtRejection - how many refreshes had begun when the rejection arrived: a token that was asked for before may have
 * died of the same cause, and is no proof that the endpoint rejects every token
 */
export function replayAuthorization(
  { authorization, refreshesBegun }: ActiveToken,
  sent: Authorization,
  begunAtRejection: number,
): Authorization {
  const attempt = sent.attempt + 1
  const isFinal = attempt >= mostAttempts || refreshesBegun > begunAtRejection || isSameToken(authorization, sent)
  return withSecrets({ ...authorization, attempt, isFinal }, authorization.value, authorization.headers)
}

/** Two processes can give one generation to different tokens, and a server the same token twice. */
export function isSameToken(a: Authorization, b: Authorization): boolean {
  return a.generation === b.generation && a.value === b.value
}

/** Adds the properties that no log shows. */
export function withSecrets(
  shown: Omit<Authorization, 'value' | 'headers'>,
  value: string,
  headers: Authorization['headers'],
): Authorization {
  return Object.defineProperties(shown as Authorization, { value: { value }, headers: { value: headers } })
}

/** When a stored token was asked for, on both clocks of this process. A moment in the future counts as now. */
export function issuedMoment(stored: StoredToken, now: Moment): Moment {
  return { wall: stored.issuedAt, monotonic: now.monotonic - Math.max(0, now.wall - stored.issuedAt) }
}

/** The same token with another record, as after its refresh token changed: authorization and deadlines stay. */
export function withRecord(token: ActiveToken, stored: StoredToken): ActiveToken {
  return { ...token, record: new TokenRecord(stored) }
}
