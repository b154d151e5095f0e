import type { Clock } from '../lib/clock.ts'

/** Refreshes that rejections may ask for at once. */
const most = 10
/** One more after this time, ms. */
const interval = 6_000

/**
 * Bounds the refreshes that rejected requests ask for, whether or not a replay follows: mass revocations in a row
 * pass, and a server that rejects every token can't make a token request of every request.
 */
export interface RejectionBudget {
  /** Takes one refresh out of the budget. False where the budget is empty. */
  take(): boolean
}

export function createRejectionBudget(clock: Clock): RejectionBudget {
  let left = most
  let since = clock.monotonic()
  return {
    take() {
      const gained = Math.floor((clock.monotonic() - since) / interval)
      if (gained > 0) {
        left = Math.min(most, left + gained)
        since += gained * interval
      }
      if (left === 0) return false
      left--
      return true
    },
  }
}
