import { type Clock, type Moment, readClock } from './clock.ts'
import { type HeldToken, type HoldPolicy, holdToken, issuedMoment, rehold } from './held-token.ts'
import type { StoredToken } from './token-record.ts'
import { type Phase, phaseAt } from './windows.ts'

/** The place of a session's present token. */
export interface TokenSlot {
  /** The token in it, whatever its phase. */
  readonly token: HeldToken | undefined
  /** Counts the sessions; 0 is the first. */
  readonly session: number
  /** The highest generation so far; 0: none yet. */
  readonly lastGeneration: number
  /** The window that the token is in now; `expired` where there is none. */
  phase(): Phase
  /** How long the token is not due yet, ms; negative: it is, Infinity: never. */
  untilDue(): number
  /** Puts a new token in the place of the old one. */
  put(stored: StoredToken, issued: Moment): HeldToken
  /** Takes note of what was found out about the refresh token of the last one. */
  note(known: StoredToken): void
  /** Takes the token out: its session is over. */
  empty(): void
}

/**
 * Reading a clock is most of what a request with a good token costs, so the monotonic one is read this seldom, ms.
 * It only matters where the wall clock was set back.
 */
const checkInterval = 100

export function createTokenSlot(clock: Clock, policy: HoldPolicy): TokenSlot {
  let token: HeldToken | undefined
  let lastGeneration = 0
  let session = 0
  /** When both clocks last called the token fresh, on the wall clock. */
  let freshAt = -Infinity

  return {
    get token() {
      return token
    },
    get session() {
      return session
    },
    get lastGeneration() {
      return lastGeneration
    },

    phase() {
      if (token === undefined) return 'expired'
      const wall = clock.wall()
      const sinceChecked = wall - freshAt
      if (sinceChecked >= 0 && sinceChecked < checkInterval && wall < token.deadlines.soft.wall) return 'fresh'
      const phase = phaseAt(token.deadlines, wall, clock.monotonic())
      if (phase === 'fresh') freshAt = wall
      return phase
    },

    untilDue() {
      if (token === undefined) return Infinity
      const { wall, monotonic } = token.deadlines.soft
      return Math.min(wall - clock.wall(), monotonic - clock.monotonic())
    },

    put,

    note(known) {
      if (token?.record.accessToken === known.accessToken) token = rehold(token, known)
      else put(known, issuedMoment(known, readClock(clock)))
    },

    empty() {
      token = undefined
      session++
    },
  }

  function put(stored: StoredToken, issued: Moment): HeldToken {
    token = holdToken(stored, issued, session, policy)
    lastGeneration = Math.max(lastGeneration, stored.generation)
    freshAt = -Infinity
    return token
  }
}
