import type { Clock } from '@everbearer/core'
import { expectNumber } from '@everbearer/core/adapter'
import { nextTurn } from './next-turn.ts'

/** A clock that moves only when a test moves it. Its timers fire while the clock moves. */
export interface TestClock extends Clock {
  /**
   * Moves the clock forward by `ms`, and runs the timers that become due, in order. After each timer, waits until the callbacks of settled
   * promises have run.
   */
  readonly advance: (ms: number) => Promise<void>
  /** Simulates a machine that sleeps: the wall clock moves forward by `ms`, but the monotonic clock and the timers do not. */
  readonly sleepMachine: (ms: number) => void
  /** Returns the number of timers that have not fired and have not been cleared. */
  readonly pendingTimers: () => number
  /**
   * Resets the clock for the next test. The wall clock returns to its start. The monotonic clock can't go back, so it moves forward by a
   * day: every pause of the last test is then over.
   */
  readonly restart: () => void
}

/** Options of `createTestClock()`. */
export interface TestClockOptions {
  /** Start of the wall clock, ms since 1970. @default the next full minute of real time, so that tokens with real dates stay valid */
  readonly start?: number | undefined
}

interface Timer {
  readonly at: number
  readonly callback: () => void
}

const day = 24 * 3_600_000
const minute = 60_000

/**
 * Creates a clock for the option `clock` of a coordinator or a pool.
 *
 * @example
 * ```ts
 * import { createCoordinator } from '@everbearer/core'
 * import { createTestClock } from '@everbearer/testing'
 *
 * const clock = createTestClock()
 * const auth = createCoordinator({ source: async () => ({ access_token: 'one', expires_in: 300 }), origins: 'any', clock })
 * await auth.getToken()
 * await clock.advance(300_000) // the token has expired
 * ```
 * @throws {TypeError} `start` is no date
 */
export function createTestClock(options: TestClockOptions = {}): TestClock {
  const start = expectNumber('start', options.start ?? Math.ceil(Date.now() / minute) * minute, 0, 8.64e15)
  const timers = new Map<number, Timer>()
  let wall = start
  let monotonic = 1_000
  let lastId = 0

  const firstDue = (end: number): [number, Timer] | undefined =>
    [...timers].filter(([, { at }]) => at <= end).toSorted(([, one], [, other]) => one.at - other.at)[0]

  /** Moves the clock to a time, but never back, as two calls of `advance` may overlap. */
  function moveTo(moment: number): void {
    const ms = Math.max(0, moment - monotonic)
    monotonic += ms
    wall += ms
  }

  return {
    wall: () => wall,
    monotonic: () => monotonic,
    setTimeout(callback, ms) {
      timers.set(++lastId, { at: monotonic + Math.max(0, ms), callback })
      return lastId
    },
    clearTimeout(timer) {
      timers.delete(timer as number)
    },
    async advance(ms) {
      const end = monotonic + expectNumber('ms', ms, 0, Number.MAX_SAFE_INTEGER)
      await nextTurn()
      for (let next = firstDue(end); next !== undefined; next = firstDue(end)) {
        const [id, { at, callback }] = next
        timers.delete(id)
        moveTo(at)
        callback()
        await nextTurn()
      }
      moveTo(end)
      await nextTurn()
    },
    sleepMachine(ms) {
      wall += expectNumber('ms', ms, 0, Number.MAX_SAFE_INTEGER)
    },
    pendingTimers: () => timers.size,
    restart() {
      monotonic += day
      wall = start
    },
  }
}
