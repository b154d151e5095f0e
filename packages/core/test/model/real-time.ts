import { setTimeout as delay } from 'node:timers/promises'
import { oneTurn } from './turns.ts'

/** What takes real time. The time of the world stands still meanwhile. */
export interface RealTime {
  /** Continues with a value, at once or when its promise resolves. The time of the world stands still until then. */
  after<Value, Result>(value: Value | Promise<Value>, next: (value: Value) => Result): Result | Promise<Result>
  /** Something waits for another process. It may be over in a moment, or never. */
  mayEnd(waiting: Promise<unknown>): void
  /** Another process has done what a wait may be for. */
  lookAtWaits(): void
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
      return result
    },
    mayEnd(waiting) {
      track(waits, waiting)
      track(calls, Promise.race([waiting, delay(moment)]))
    },
    lookAtWaits() {
      if (waits.size > 0) track(calls, Promise.race([...waits, delay(moment)]))
    },
    async settle() {
      await oneTurn()
      if (calls.size > 0) await settleCalls()
    },
  }

  async function settleCalls(): Promise<void> {
    const stop = new AbortController()
    const late = delay(longest, 'late', { signal: stop.signal }).catch(() => {})
    try {
      while (calls.size > 0) {
        if ((await Promise.race([Promise.allSettled(calls), late])) === 'late') throw new Error('a store does not respond')
        await oneTurn()
      }
    } finally {
      stop.abort()
    }
  }

  function track(list: Set<Promise<unknown>>, promise: Promise<unknown>): void {
    const tracked: Promise<unknown> = promise.catch(() => {}).then(() => list.delete(tracked))
    list.add(tracked)
  }
}
