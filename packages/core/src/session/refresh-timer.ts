import { type Clock, longestTimer } from '../lib/clock.ts'

/** The value of the option `proactive`: `refreshTimer()`. */
export interface RefreshTimer {
  /**
   * Called by the coordinator.
   *
   * @param remaining - returns the time until the refresh is due, ms; Infinity: never. Called again when the timer ends. A timer has a
   * longest duration, and stops while the machine sleeps.
   */
  create(clock: Clock, remaining: () => number, refresh: () => void): ArmedTimer
}

/** The timer for the next refresh. */
export interface ArmedTimer {
  /** Sets the timer. Replaces a timer that is already set. */
  arm(): void
  /** Stops the timer. */
  disarm(): void
}

/**
 * Creates the timer for the option `proactive`. A token that was used since it came is then refreshed when it is due, even without a
 * request. The timer does not keep the process alive, and stops when nothing uses the token any more.
 *
 * @example
 * ```ts
 * import { createCoordinator, refreshTimer } from '@everbearer/core'
 *
 * const auth = createCoordinator({
 *   source: async () => (await fetch('/session/refresh', { method: 'POST' })).json(),
 *   origins: ['https://api.example.com'],
 *   proactive: refreshTimer(),
 * })
 * ```
 */
export function refreshTimer(): RefreshTimer {
  return { create: createTimer }
}

function createTimer(clock: Clock, remaining: () => number, refresh: () => void): ArmedTimer {
  let timer: unknown
  return { arm, disarm }

  function arm(): void {
    disarm()
    const ms = remaining()
    if (ms === Infinity) return
    timer = clock.setTimeout(ring, Math.min(Math.max(0, ms), longestTimer))
  }

  function disarm(): void {
    clock.clearTimeout(timer)
    timer = undefined
  }

  function ring(): void {
    if (remaining() > 0) arm()
    else refresh()
  }
}
