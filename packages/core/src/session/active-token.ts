import type { Moment } from '../lib/clock.ts'
import type { SessionIdentity } from './session-identity.ts'
import { TokenRecord } from '../token/token-record.ts'
import type { StoredToken } from '../token/stored-token.ts'
import { type Deadlines, deadlinesFrom, refreshWindow, type WindowPolicy } from '../token/token-lifetime.ts'

/** What a request is sent with: made once for each token, so that a request costs nothing. */
export interface Authorization {
  /** Name of the header. */
  readonly header: string
  /** Value of the header: a secret, therefore not enumerable. */
  readonly value: string
  /** Which session it belongs to. */
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

/** A request is sent at most this often: once, a replay, and a second replay where the first one's token was older than the rejection. */
const mostAttempts = 3

/** How a token is put on a request, and when it is refreshed. */
export interface HoldPolicy extends WindowPolicy {
  readonly header: string
  readonly scheme: string
}

/** The token in use, ready to be sent. */
export interface HeldToken {
  readonly record: TokenRecord
  readonly deadlines: Deadlines
  readonly first: Authorization
  /** How many refreshes had begun when this token was asked for: tells whether that was before a rejection. */
  readonly asked: number
}

/**
 * @param issued - when the token was asked for, on both clocks
 * @param asked - how many refreshes had begun by then
 */
export function holdToken(stored: StoredToken, issued: Moment, asked: number, session: SessionIdentity, policy: HoldPolicy): HeldToken {
  const redirect = policy.header.toLowerCase() === 'authorization' ? 'follow' : 'error'
  const first = { header: policy.header, session, generation: stored.generation, redirect, attempt: 1, isFinal: false } as const
  const lifetime = stored.accessToken === '' ? 0 : stored.lifetime
  return {
    record: new TokenRecord(stored),
    deadlines: deadlinesFrom(issued, refreshWindow(lifetime, stored.refreshIn, policy)),
    first: withValue(first, `${policy.scheme} ${stored.accessToken}`.trimStart()),
    asked,
  }
}

/**
 * What a rejected request is sent with once more.
 *
 * @param asked - how many refreshes had begun when the rejection arrived: a token that was asked for before may have
 * died of the same cause, and is no proof that the endpoint rejects every token
 */
export function replayWith({ first, asked: askedFor }: HeldToken, sent: Authorization, asked: number): Authorization {
  const attempt = sent.attempt + 1
  const isFinal = attempt >= mostAttempts || askedFor > asked || isSameToken(first, sent)
  return withValue({ ...first, attempt, isFinal }, first.value)
}

/** Two processes can give one generation to different tokens, and a server the same token twice. */
export function isSameToken(a: Authorization, b: Authorization): boolean {
  return a.generation === b.generation && a.value === b.value
}

function withValue(shown: Omit<Authorization, 'value'>, value: string): Authorization {
  return Object.defineProperty(shown as Authorization, 'value', { value })
}

/** When a stored token was asked for, on both clocks of this process. One from the future is at least not older than now. */
export function issuedMoment(stored: StoredToken, now: Moment): Moment {
  return { wall: stored.issuedAt, monotonic: now.monotonic - Math.max(0, now.wall - stored.issuedAt) }
}

/** The same token after its refresh token changed: what it is sent with and until when stays as it was. */
export function rehold(held: HeldToken, stored: StoredToken): HeldToken {
  return { ...held, record: new TokenRecord(stored) }
}
