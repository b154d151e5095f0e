import type { CooldownPolicy } from './backoff.ts'
import type { Clock } from '../lib/clock.ts'

/**
 * Remembers that a replay with a brand-new token was refused as well: then the endpoint is the trouble, not the
 * token, and another refresh for it must wait; longer with each new token that it refuses.
 */
export interface RejectedReplays {
  note(generation: number): void
  /** Would a refresh of this generation be in vain? */
  forbid(generation: number): boolean
}

export function createRejectedReplays(clock: Clock, { min, max }: CooldownPolicy): RejectedReplays {
  let last = -1
  let inARow = 0
  let until = 0
  return {
    note(generation) {
      if (generation <= last) return
      inARow = generation === last + 1 ? inARow + 1 : 1
      last = generation
      until = clock.monotonic() + Math.min(min * 2 ** (inARow - 1), max)
    },
    forbid: (generation) => generation === last && clock.monotonic() < until,
  }
}
