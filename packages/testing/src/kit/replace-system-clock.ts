/// <reference lib="esnext.disposable" preserve="true" />
import type { Clock } from '@everbearer/core'
import { systemClock } from '@everbearer/core/adapter'
import { createTestClock, type TestClock, type TestClockOptions } from './test-clock.ts'

/** A test clock that replaces `systemClock`, the default clock of coordinators and pools. */
export interface ReplacedClock extends TestClock, Disposable {
  /** Restores the clocks and timers of `systemClock`. */
  readonly restore: () => void
}

const replaced = Symbol('replaced')

/**
 * Replaces the clock of every coordinator and pool without the option `clock`. Coordinators and pools that exist already get the new
 * clock, too. `Date` and the timers of the platform do not change.
 *
 * @example
 * ```ts
 * import { replaceSystemClock } from '@everbearer/testing'
 *
 * using clock = replaceSystemClock()
 * await clock.advance(60_000)
 * ```
 * @throws {Error} the clock is replaced already
 * @throws {TypeError} `start` is no date
 */
export function replaceSystemClock(options: TestClockOptions = {}): ReplacedClock {
  const target: Clock & { [replaced]?: true } = systemClock
  if (target[replaced] === true) throw new Error('systemClock is replaced already: call restore() or release() first, or share the clock')
  const clock = createTestClock(options)
  const own = { ...systemClock }
  Object.assign(target, {
    wall: () => clock.wall(),
    monotonic: () => clock.monotonic(),
    setTimeout: (callback: () => void, ms: number) => clock.setTimeout(callback, ms),
    clearTimeout: (timer: unknown) => clock.clearTimeout(timer),
    [replaced]: true,
  })
  const restore = (): void => {
    Object.assign(target, own)
    delete target[replaced]
  }
  return Object.assign(clock, { restore, [Symbol.dispose]: restore })
}
