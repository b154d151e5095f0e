import type { Clock } from './clock.ts'

/** A clock whose timers keep a process alive only while a caller waits. */
export interface UnrefClock extends Clock {
  /** Keeps the process alive until the work of a caller has settled, and returns that work. */
  readonly attend: <T>(work: Promise<T>) => Promise<T>
}

/** What Node and Bun give for a timer. Deno does so, too; browsers and workerd give numbers. */
interface Timer {
  ref(): void
  unref(): void
}

/**
 * A refresh in the background must not hold up the end of a process, however long its source hangs. A caller who waits for that same
 * refresh must not lose the process.
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
