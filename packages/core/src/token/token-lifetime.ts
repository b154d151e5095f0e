import type { Moment } from '../lib/clock.ts'

/**
 * The age at which a token is refreshed. A number: a fraction of the lifetime, above 0 and below 1. A function: returns the age in ms for a
 * lifetime in ms.
 */
export type RefreshAt = number | ((lifetime: number) => number)

/** The settings that divide a token's lifetime into three parts: use the token, refresh it in the background, wait for a new token. */
export interface WindowPolicy {
  readonly refreshAt: RefreshAt
  /**
   * Time before the real expiry at which a token is treated as expired, ms: at most 5 % of the lifetime. Because some servers count whole
   * seconds, `refreshWindow` may use a longer time.
   */
  readonly expiryMargin: number
}

/** The ages at which a token is due for a refresh (`soft`) and is treated as expired (`hard`), ms since the token was requested. */
export interface RefreshWindow {
  /** From this age on, a refresh runs in the background, and requests still use the token. */
  readonly soft: number
  /** From this age on, requests wait for a new token. */
  readonly hard: number
}

/**
 * Returns two ages of a token: when it is refreshed, and when it is treated as expired.
 *
 * @param lifetime - lifetime of the token, ms; undefined: unknown
 * @param refreshIn - the age at which the server wants the refresh, ms; undefined: the server has not sent it
 */
export function refreshWindow(lifetime: number | undefined, refreshIn: number | undefined, policy: WindowPolicy): RefreshWindow {
  if (lifetime === undefined) return { soft: refreshIn ?? Infinity, hard: Infinity }
  const { refreshAt } = policy
  const wanted = refreshIn ?? (typeof refreshAt === 'number' ? lifetime * refreshAt : ask(refreshAt, lifetime))
  const margin = Math.min(policy.expiryMargin, lifetime * 0.05)
  // Servers that count whole seconds need a larger margin. If the refresh is due later than `early`, the hard deadline moves to the
  // refresh.
  const early = lifetime - Math.max(margin, Math.min(wholeSecond, lifetime * 0.1))
  const soft = wanted > 0 ? Math.min(wanted, lifetime - margin) : early
  return { soft, hard: Math.max(early, soft) }
}

/** Time by which a server that counts whole seconds may end a token too early, ms. */
export const wholeSecond = 1000

/**
 * Calls the user's function `refreshAt`. If the function throws, the result is NaN. The refresh then begins only when the token counts as
 * expired.
 */
function ask(refreshAt: (lifetime: number) => number, lifetime: number): number {
  try {
    return refreshAt(lifetime)
  } catch {
    return NaN
  }
}

/** The state of a token. `fresh`: use the token. `due`: use the token, and refresh in the background. `expired`: wait for a new token. */
export type Phase = 'fresh' | 'due' | 'expired'

/**
 * The moments from which a token is refreshed in the background (`soft`) and is treated as expired (`hard`). Each moment is on
 * the wall clock and the monotonic clock. So an expiry is noticed even after a sleep of the machine, or after a clock was set back.
 */
export interface Deadlines {
  readonly soft: Moment
  readonly hard: Moment
}

/**
 * Returns the moments at which a token reaches the ages `soft` and `hard`.
 *
 * @param issued - the moment from which the ages count
 */
export function deadlinesFrom(issued: Moment, { soft, hard }: RefreshWindow): Deadlines {
  const after = (ms: number): Moment => ({ wall: issued.wall + ms, monotonic: issued.monotonic + ms })
  return { soft: after(soft), hard: after(hard) }
}

/** Checks whether the wall clock or the monotonic clock has reached a moment. One of the two clocks is enough. */
export function isReached(moment: Moment, wall: number, monotonic: number): boolean {
  return !(wall < moment.wall && monotonic < moment.monotonic)
}

/** Returns the phase of a token now. A deadline is reached if the wall clock or the monotonic clock has reached it. */
export function phaseAt({ soft, hard }: Deadlines, wall: number, monotonic: number): Phase {
  if (!isReached(soft, wall, monotonic)) return 'fresh'
  return isReached(hard, wall, monotonic) ? 'expired' : 'due'
}
