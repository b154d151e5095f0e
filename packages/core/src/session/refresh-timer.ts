import { type Clock, longestTimer } from '../lib/clock.ts'

/** One timer for the next refresh. */
export interface RefreshTimer {
  /** Sets the timer, in the place of one that is set already. */
  arm(): void
  disarm(): void
}

/**
 * @param remaining - ms until the refresh falls due. Asked again when the timer runs out: a timer is cut short by
 * its range, and stands still while the machine sleeps. Infinity: never
 */
export function createRefreshTimer(clock: Clock, remaining: () => number, refresh: () => void): RefreshTimer {
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
