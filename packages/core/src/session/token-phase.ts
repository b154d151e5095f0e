import type { Clock } from '../lib/clock.ts'
import { type Deadlines, type Phase, phaseAt } from '../token/token-lifetime.ts'

/**
 * Minimum time between two reads of the monotonic clock, ms. Clock reads cause most of the cost of a request with a usable token. The
 * monotonic clock is needed only if the wall clock was set back.
 */
const checkInterval = 100

/** Reads the phase of the active token: `fresh`, `due` (a refresh in the background follows) or `expired`. */
export interface PhaseReader {
  phaseOf(deadlines: Deadlines): Phase
  /** Returns the time until the token is due, ms; negative: the token is already due; Infinity: never. */
  untilDue(deadlines: Deadlines): number
}

export function createPhaseReader(clock: Clock): PhaseReader {
  let checked: Deadlines | undefined
  /** Time of the last check by the wall clock and the monotonic clock, ms since 1970. If the token was fresh then, `checked` is set. */
  let freshAt = 0

  return {
    phaseOf(deadlines) {
      const wall = clock.wall()
      const sinceChecked = wall - freshAt
      if (deadlines === checked && sinceChecked >= 0 && sinceChecked < checkInterval && wall < deadlines.soft.wall) return 'fresh'
      const phase = phaseAt(deadlines, wall, clock.monotonic())
      checked = phase === 'fresh' ? deadlines : undefined
      freshAt = wall
      return phase
    },
    untilDue: ({ soft }) => Math.min(soft.wall - clock.wall(), soft.monotonic - clock.monotonic()),
  }
}
