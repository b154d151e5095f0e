import type { Clock } from '../../src/index.ts'
import type { FakeClock } from '../fake-clock.ts'

/** The clocks of one process: its wall clock can be set, and its timers run no more after a crash. */
export interface ProcessClock extends Clock {
  /** Sets the wall clock, ms forward. */
  jump(ms: number): void
  pendingTimers(): number
}

/** @param skew - how far the wall clock is from that of the world, ms */
export function createProcessClock(base: FakeClock, skew: number, state: { readonly hasCrashed: boolean }): ProcessClock {
  let offset = skew
  const timers = new Set<unknown>()

  return {
    wall: () => base.wall() + offset,
    monotonic: () => base.monotonic(),
    setTimeout(callback, ms) {
      const timer = base.setTimeout(() => {
        timers.delete(timer)
        if (!state.hasCrashed) callback()
      }, ms)
      timers.add(timer)
      return timer
    },
    clearTimeout(timer) {
      timers.delete(timer)
      base.clearTimeout(timer)
    },
    jump(ms) {
      offset += ms
    },
    pendingTimers: () => timers.size,
  }
}
