import type { Clock, Moment } from '../lib/clock.ts'
import { type HeldToken, type HoldPolicy, holdToken, rehold } from './active-token.ts'
import type { SessionIdentity } from './session-identity.ts'
import type { StoredToken } from '../token/stored-token.ts'
import { type Phase, phaseAt } from '../token/token-lifetime.ts'

/** The place of a session's present token. */
export interface TokenSlot {
  /** The token in it, whatever its phase. */
  readonly token: HeldToken | undefined
  /** The highest generation so far; 0: none yet. */
  readonly lastGeneration: number
  /** The window that the token is in now; `expired` where there is none. */
  phase(): Phase
  /** How long the token is not due yet, ms; negative: it is, Infinity: never. */
  untilDue(): number
  /**
   * Puts a new token in the place of the old one.
   *
   * @param asked - how many refreshes had begun when it was asked for
   */
  put(stored: StoredToken, issued: Moment, session: SessionIdentity, asked: number): HeldToken
  /** Takes note of what was found out about the refresh token of the last one. */
  note(known: StoredToken): void
  /** Leaves a generation to a logout. */
  skip(generation: number): void
  /** Takes the token out: its session is over. */
  clear(): void
  /** Has a server accepted the present token? */
  readonly isAccepted: boolean
  accept(): void
}

/**
 * Reading a clock is most of what a request with a good token costs, so the monotonic one is read this seldom, ms.
 * It only matters where the wall clock was set back.
 */
const checkInterval = 100

export function createTokenSlot(clock: Clock, policy: HoldPolicy): TokenSlot {
  let token: HeldToken | undefined
  let lastGeneration = 0
  let isAccepted = false
  /** When both clocks last called the token fresh, on the wall clock. */
  let freshAt = -Infinity

  return {
    get token() {
      return token
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
    },

    skip(generation) {
      lastGeneration = Math.max(lastGeneration, generation)
    },
    clear() {
      token = undefined
    },
    get isAccepted() {
      return isAccepted
    },
    accept() {
      isAccepted = true
    },
  }

  function put(stored: StoredToken, issued: Moment, session: SessionIdentity, asked: number): HeldToken {
    token = holdToken(stored, issued, asked, session, policy)
    lastGeneration = Math.max(lastGeneration, stored.generation)
    freshAt = -Infinity
    isAccepted = false
    return token
  }
}
