import { abortReason } from './abort.ts'

/** The clocks and timers of a coordinator. A test can pass another clock, so that the test need not wait. */
export interface Clock {
  /** Wall clock: ms since 1970. It may jump either way, and runs on while the machine sleeps. */
  wall(): number
  /** Monotonic clock: ms since some fixed moment. It never jumps back, and may stop while the machine sleeps. */
  monotonic(): number
  /**
   * Calls `callback` once after `ms`, at most 2^31-1 ms. Returns the timer. Timers of Node, Bun and Deno have `ref()` and `unref()`. The
   * coordinator calls these methods, so that such a timer keeps the process alive only while a caller waits.
   */
  setTimeout(callback: () => void, ms: number): unknown
  /** Cancels a timer that `setTimeout` returned. */
  clearTimeout(timer: unknown): void
}

/** A moment on both clocks of a `Clock`, ms: `wall` counts from 1970, `monotonic` from some fixed moment. */
export interface Moment {
  readonly wall: number
  readonly monotonic: number
}

/**
 * The clocks and timers of the platform. The functions of the platform are read at each call, so that fake timers work.
 *
 * @example
 * ```ts
 * import { type Clock, createCoordinator } from '@everbearer/core'
 * import { systemClock } from '@everbearer/core/adapter'
 *
 * const inAnHour: Clock = { ...systemClock, wall: () => systemClock.wall() + 3_600_000 }
 * const auth = createCoordinator({ source: async () => ({ access_token: 'from-somewhere' }), origins: 'any', clock: inAnHour })
 * ```
 * @experimental
 */
export const systemClock: Clock = {
  wall: () => Date.now(),
  monotonic: () => performance.now(),
  setTimeout: (callback, ms) => setTimeout(callback, ms),
  clearTimeout: (timer) => {
    clearTimeout(timer as number)
  },
}

/**
 * Checks whether a value has the methods of a clock. For authors of token sources.
 *
 * @example
 * ```ts
 * import { expect, isClock } from '@everbearer/core/adapter'
 *
 * export function checkClock(clock: unknown): void {
 *   expect(isClock(clock), 'clock', 'an object with wall(), monotonic(), setTimeout() and clearTimeout()')
 * }
 * ```
 * @experimental
 */
export function isClock(value: unknown): value is Clock {
  return (['wall', 'monotonic', 'setTimeout', 'clearTimeout'] as const).every(
    (name) => typeof (value as Clock | null)?.[name] === 'function',
  )
}

/** Returns the present moment on the wall clock and on the monotonic clock. */
export function readClock(clock: Clock): Moment {
  return { wall: clock.wall(), monotonic: clock.monotonic() }
}

/**
 * Resolves after `ms`. Rejects with the signal's reason as soon as the signal aborts. For authors of token sources.
 *
 * @example
 * ```ts
 * import { sleep, systemClock } from '@everbearer/core/adapter'
 *
 * await sleep(systemClock, 5_000, AbortSignal.timeout(60_000))
 * ```
 * @throws the reason of `signal`
 * @experimental
 */
export function sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(abortReason(signal))
      return
    }
    const onAbort = (): void => {
      clock.clearTimeout(timer)
      reject(abortReason(signal))
    }
    const timer = clock.setTimeout(() => {
      signal.removeEventListener('abort', onAbort)
      resolve()
    }, ms)
    signal.addEventListener('abort', onAbort, { once: true })
  })
}

/** Longest delay of a platform timer, ms: a timer with a longer delay fires at once. */
export const longestTimer: number = 2 ** 31 - 1
