import type { Moment } from './clock.ts'
import { type StoredToken, TokenRecord } from './token-record.ts'
import { type Deadlines, deadlinesFrom, divideLifetime, type WindowPolicy } from './windows.ts'

/** What a request is sent with: made once for each token, so that a request costs nothing. */
export interface Authorization {
  /** Name of the header. */
  readonly header: string
  /** Value of the header: a secret, therefore not enumerable. */
  readonly value: string
  /** Which session it belongs to: each `clear()` begins another. */
  readonly session: number
  /** Which token of the session it is. */
  readonly generation: number
  /** How far redirects may be followed with it: platforms strip `Authorization` on the way to another origin, but no other header. */
  readonly redirect: 'follow' | 'error'
  /** Is this the one replay that a request has? */
  readonly replay: boolean
}

/** How a token is put on a request, and when it is renewed. */
export interface HoldPolicy extends WindowPolicy {
  readonly header: string
  readonly scheme: string
}

/** The token in use, ready to be sent. */
export interface HeldToken {
  readonly record: TokenRecord
  readonly deadlines: Deadlines
  readonly first: Authorization
  readonly again: Authorization
}

/** @param issued - when the token was asked for, on both clocks */
export function holdToken(stored: StoredToken, issued: Moment, session: number, policy: HoldPolicy): HeldToken {
  const record = new TokenRecord(stored)
  const value = `${policy.scheme} ${stored.accessToken}`.trimStart()
  const redirect = policy.header.toLowerCase() === 'authorization' ? 'follow' : 'error'
  const authorization = (replay: boolean): Authorization =>
    Object.defineProperty({ header: policy.header, session, generation: stored.generation, redirect, replay } as Authorization, 'value', { value })
  return {
    record,
    deadlines: deadlinesFrom(issued, divideLifetime(stored.lifetime, stored.refreshIn, policy)),
    first: authorization(false),
    again: authorization(true),
  }
}

/** When a stored token was asked for, on both clocks of this process. One from the future is at least not older than now. */
export function issuedMoment(stored: StoredToken, now: Moment): Moment {
  return { wall: stored.issuedAt, monotonic: now.monotonic - Math.max(0, now.wall - stored.issuedAt) }
}

/** The same token after its refresh token changed: what it is sent with and until when stays as it was. */
export function rehold(held: HeldToken, stored: StoredToken): HeldToken {
  return { ...held, record: new TokenRecord(stored) }
}
