import type { Moment } from '../lib/clock.ts'

/**
 * The age at which a token is refreshed. A number: a fraction of the lifetime, above 0 and below 1. A function: returns the age in ms for a
 * lifetime in ms.
 */
export type RefreshAt = number | ((lifetime: number) => number)

/** How a lifetime is divided. */
export interface WindowPolicy {
  readonly refreshAt: RefreshAt
  /** How long before its end a token counts as expired, ms: at most 5 % of the lifetime. Servers that count whole seconds need more. */
  readonly expiryMargin: number
}

/** Ages of a token, ms since the token was requested. */
export interface RefreshWindow {
  /** From this age on, a refresh runs in the background, and requests still use the token. */
  readonly soft: number
  /** From this age on, requests wait for a new token. */
  readonly hard: number
}

/** Divides a lifetime (ms; undefined: unknown) into windows. `refreshIn` is when the server wants the refresh, ms. */
export function refreshWindow(lifetime: number | undefined, refreshIn: number | undefined, policy: WindowPolicy): RefreshWindow {
  if (lifetime === undefined) return { soft: refreshIn ?? Infinity, hard: Infinity }
  const { refreshAt } = policy
  const wanted = refreshIn ?? (typeof refreshAt === 'number' ? lifetime * refreshAt : ask(refreshAt, lifetime))
  const margin = Math.min(policy.expiryMargin, lifetime * 0.05)
  // Servers that count whole seconds need a larger margin. A refresh that is due later than that moves the hard deadline.
  const early = lifetime - Math.max(margin, Math.min(wholeSecond, lifetime * 0.1))
  const soft = wanted > 0 ? Math.min(wanted, lifetime - margin) : early
  return { soft, hard: Math.max(early, soft) }
}

/** A server that counts whole seconds may end a token so much too early, ms. */
const wholeSecond = 1000

/** Calls the user's function. If it throws, the result is NaN: both windows then begin at the same age. */
function ask(refreshAt: (lifetime: number) => number, lifetime: number): number {
  try {
    return refreshAt(lifetime)
  } catch {
    return NaN
  }
}

/** `fresh`: use the token. `due`: use the token, and refresh in the background. `expired`: wait for a new token. */
export type Phase = 'fresh' | 'due' | 'expired'

/** The windows of one token as moments on both clocks: neither a sleep nor a clock that was set back hides an expiry. */
export interface Deadlines {
  readonly soft: Moment
  readonly hard: Moment
}

/** @param issued - the moment at which the token was requested */
export function deadlinesFrom(issued: Moment, { soft, hard }: RefreshWindow): Deadlines {
  const after = (ms: number): Moment => ({ wall: issued.wall + ms, monotonic: issued.monotonic + ms })
  return { soft: after(soft), hard: after(hard) }
}

/** Is a moment reached? The clock that reaches the moment first decides. */
export function isReached(moment: Moment, wall: number, monotonic: number): boolean {
  return wall >= moment.wall || monotonic >= moment.monotonic
}

/** The phase of a token now. The clock that reaches a deadline first decides. */
export function phaseAt({ soft, hard }: Deadlines, wall: number, monotonic: number): Phase {
  if (!isReached(soft, wall, monotonic)) return 'fresh'
  return isReached(hard, wall, monotonic) ? 'expired' : 'due'
}
