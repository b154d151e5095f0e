import type { Clock } from './clock.ts'

/** A clock whose timers keep a process alive only while a promise that was passed to `attend` is pending. */
export interface UnrefClock extends Clock {
  /** Keeps the process alive until the given promise has settled, and returns that promise. */
  readonly attend: <T>(work: Promise<T>) => Promise<T>
}

/** A timer of Node, Bun or Deno. Timers of browsers and workerd are numbers. */
interface Timer {
  ref(): void
  unref(): void
}

/**
 * Makes a clock whose timers keep the process alive only while a caller waits. A refresh in the background must not keep a process alive,
 * even if its source hangs. While a caller waits for that refresh, the process must not end.
 */
export function createUnrefClock(clock: Clock): UnrefClock {
  const timers = new Set<unknown>()
  let callers = 0

  return {
    wall: () => clock.wall(),
    monotonic: () => clock.monotonic(),
    setTimeout(callback, ms) {
      const timer = clock.setTimeout(() => {
        timers.delete(timer)
        callback()
      }, ms)
      timers.add(timer)
      if (callers === 0) keepAlive(timer, false)
      return timer
    },
    clearTimeout(timer) {
      timers.delete(timer)
      clock.clearTimeout(timer)
    },
    attend(work) {
      count(1)
      const leave = (): void => count(-1)
      work.then(leave, leave)
      return work
    },
  }

  function count(change: 1 | -1): void {
    const before = callers
    callers += change
    if (before === 0 || callers === 0) for (const timer of timers) keepAlive(timer, callers > 0)
  }
}

function keepAlive(timer: unknown, keeps: boolean): void {
  const { ref, unref } = Object(timer) as Partial<Timer>
  ;(keeps ? ref : unref)?.call(timer)
}
