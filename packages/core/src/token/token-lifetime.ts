import type { Moment } from '../lib/clock.ts'

/**
 * When a token's refresh falls due: a fraction of its lifetime (above 0, below 1), or a function that
 * gives the age in ms for a lifetime in ms.
 */
export type RefreshAt = number | ((lifetime: number) => number)

/** How a lifetime is divided. */
export interface WindowPolicy {
  readonly refreshAt: RefreshAt
  /** Most that is cut off the end of a lifetime, ms; at most 5 % of it, or what servers lose that count whole seconds. */
  readonly expiryMargin: number
}

/** Ages of a token, ms since it was asked for. */
export interface RefreshWindow {
  /** From here on a refresh runs in the background while the token still serves. */
  readonly soft: number
  /** From here on requests wait for a new token. */
  readonly hard: number
}

/** Divides a lifetime (ms; undefined: unknown) into windows. `refreshIn` is the server's own wish, ms. */
export function refreshWindow(lifetime: number | undefined, refreshIn: number | undefined, policy: WindowPolicy): RefreshWindow {
  if (lifetime === undefined) return { soft: refreshIn ?? Infinity, hard: Infinity }
  const { refreshAt } = policy
  const wanted = refreshIn ?? (typeof refreshAt === 'number' ? lifetime * refreshAt : ask(refreshAt, lifetime))
  const margin = Math.min(policy.expiryMargin, lifetime * 0.05)
  // The earlier deadline is for servers that count whole seconds; a refresh that falls due later moves it.
  const early = lifetime - Math.max(margin, Math.min(wholeSecond, lifetime * 0.1))
  const soft = wanted > 0 ? Math.min(wanted, lifetime - margin) : early
  return { soft, hard: Math.max(early, soft) }
}

/** By so much a server that counts whole seconds lets a token die early, ms. */
const wholeSecond = 1000

/** What a user's function gives; nothing where it throws: then the hard window is the soft one. */
function ask(refreshAt: (lifetime: number) => number, lifetime: number): number {
  try {
    return refreshAt(lifetime)
  } catch {
    return NaN
  }
}

/** `fresh`: use it. `due`: use it, and refresh in the background. `expired`: wait for another. */
export type Phase = 'fresh' | 'due' | 'expired'

/** The windows of one token as moments; on both clocks, so that neither a sleep nor a clock set back hides an expiry. */
export interface Deadlines {
  readonly soft: Moment
  readonly hard: Moment
}

/** @param issued - the moment at which the token was asked for */
export function deadlinesFrom(issued: Moment, { soft, hard }: RefreshWindow): Deadlines {
  const after = (ms: number): Moment => ({ wall: issued.wall + ms, monotonic: issued.monotonic + ms })
  return { soft: after(soft), hard: after(hard) }
}

/** The earlier of the two clocks decides. */
export function phaseAt({ soft, hard }: Deadlines, wall: number, monotonic: number): Phase {
  if (wall < soft.wall && monotonic < soft.monotonic) return 'fresh'
  if (wall < hard.wall && monotonic < hard.monotonic) return 'due'
  return 'expired'
}
