import { type Clock, longestTimer } from '../lib/clock.ts'

/** The value of the option `proactive`. Created by `refreshTimer()`. */
export interface RefreshTimer {
  /**
   * Creates a timer. Called by the coordinator.
   *
   * @param remaining - returns the time until the refresh is due, ms; Infinity: never. Called again when the timer ends, because timers
   * have a maximum duration, and stop while the machine sleeps.
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
 * Creates the timer for the option `proactive`. With this timer, a token that was used is refreshed when it is due, even without a request.
 * The timer does not keep the process alive, and stops when no caller uses the token any more.
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
