import { type Clock, longestTimer } from '../lib/clock.ts'

/** One timer for the next renewal. */
export interface RenewalTimer {
  /** Sets the timer, in the place of one that is set already. */
  arm(): void
  disarm(): void
}

/**
 * @param remaining - ms until the renewal falls due. Asked again when the timer runs out: a timer is cut short by
 * its range, and stands still while the machine sleeps. Infinity: never
 */
export function createRenewalTimer(clock: Clock, remaining: () => number, renew: () => void): RenewalTimer {
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
    else renew()
  }
}
