/** Where the coordinator reads the time and arms its timers. Inject one to test without waiting. */
export interface Clock {
  /** Wall clock: ms since 1970. May jump either way; goes on while the machine sleeps. */
  wall(): number
  /** Monotonic clock: ms since some fixed moment. Never jumps back; may stand still while the machine sleeps. */
  monotonic(): number
  /**
   * Calls back once after `ms`, at most 2^31-1. A timer that has `ref()` and `unref()`, as on Node, Bun and Deno, keeps the process alive
   * only while a caller waits.
   */
  setTimeout(callback: () => void, ms: number): unknown
  clearTimeout(timer: unknown): void
}

/** A moment on both clocks, ms. */
export interface Moment {
  readonly wall: number
  readonly monotonic: number
}

/**
 * The clocks and timers of the platform, looked up at call time so that fake timers work.
 *
 * @example
 * ```ts
 * import { type Clock, createCoordinator, systemClock } from '@everbearer/core'
 *
 * const inAnHour: Clock = { ...systemClock, wall: () => systemClock.wall() + 3_600_000 }
 * const auth = createCoordinator({ source: async () => ({ access_token: 'from somewhere' }), origins: 'any', clock: inAnHour })
 * ```
 */
export const systemClock: Clock = {
  wall: () => Date.now(),
  monotonic: () => performance.now(),
  setTimeout: (callback, ms) => setTimeout(callback, ms),
  clearTimeout: (timer) => {
    clearTimeout(timer as number)
  },
}

/** Both clocks, read now. */
export function readClock(clock: Clock): Moment {
  return { wall: clock.wall(), monotonic: clock.monotonic() }
}

/** Resolves after `ms`; rejects with the signal's reason as soon as it aborts. */
export function sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason as Error)
      return
    }
    const onAbort = (): void => {
      clock.clearTimeout(timer)
      reject(signal.reason as Error)
    }
    const timer = clock.setTimeout(() => {
      signal.removeEventListener('abort', onAbort)
      resolve()
    }, ms)
    signal.addEventListener('abort', onAbort, { once: true })
  })
}

/** Longest delay that a timer can hold, ms: a longer one would run out at once. */
export const longestTimer: number = 2 ** 31 - 1
