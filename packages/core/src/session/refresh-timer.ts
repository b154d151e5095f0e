import { type Clock, longestTimer } from '../lib/clock.ts'

/** What the option `proactive` takes: `refreshTimer()`. */
export interface RefreshTimer {
  /**
   * For the coordinator.
   *
   * @param remaining - ms until the refresh falls due. Asked again when the timer runs out: a timer is cut short by
   * its range, and stands still while the machine sleeps. Infinity: never
   */
  create(clock: Clock, remaining: () => number, refresh: () => void): ArmedTimer
}

/** One timer for the next refresh. */
export interface ArmedTimer {
  /** Sets the timer, in the place of one that is set already. */
  arm(): void
  disarm(): void
}

/**
 * Refreshes by a timer as well, not just when a request comes: a token that was used since it came is refreshed when it
 * falls due. The timer keeps no process alive, and stops when nothing uses the token any more.
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
