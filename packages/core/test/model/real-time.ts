import { setTimeout as delay } from 'node:timers/promises'
import { oneTurn } from './turns.ts'

/** What takes real time. The time of the world stands still meanwhile. */
export interface RealTime {
  /** Continues with a value, at once or when its promise resolves. The time of the world stands still until then. */
  after<Value, Result>(value: Value | Promise<Value>, next: (value: Value) => Result): Result | Promise<Result>
  /** Something waits for another process. It may be over in a moment, or never. */
  mayEnd(waiting: Promise<unknown>): void
  /** Lets all settle that can settle now. @throws {Error} a store does not respond */
  readonly settle: () => Promise<void>
}

/** How long the world stands still for a wait that may never end, ms. */
const moment = 10
/** How long a store may take, ms. */
const longest = 20_000

export function createRealTime(): RealTime {
  const calls = new Set<Promise<unknown>>()
  const waits = new Set<Promise<unknown>>()

  return {
    after(value, next) {
      if (!(value instanceof Promise)) return next(value)
      const result = (async () => next(await value))()
      track(calls, result)
      // Another process may have waited for this.
      void result.catch(() => {}).then(lookAtWaits)
      return result
    },
    mayEnd(waiting) {
      track(waits, waiting)
      lookAtWaits()
    },
    async settle() {
      await oneTurn()
      const end = performance.now() + longest
      while (calls.size > 0) {
        if (performance.now() > end) throw new Error('a store does not respond')
        await Promise.race([Promise.allSettled(calls), delay(longest)])
        await oneTurn()
      }
    },
  }

  function lookAtWaits(): void {
    for (const waiting of waits) track(calls, Promise.race([waiting, delay(moment)]))
  }

  function track(list: Set<Promise<unknown>>, promise: Promise<unknown>): void {
    const tracked: Promise<unknown> = promise.catch(() => {}).then(() => list.delete(tracked))
    list.add(tracked)
  }
}
