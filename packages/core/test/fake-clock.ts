import { setImmediate as realSetImmediate } from 'node:timers'
import type { Clock } from '../src/lib/clock.ts'

/** A clock that moves only when told to, with its timers. */
export interface FakeClock extends Clock {
  /** Lets both clocks go on by `ms`, runs the timers that fall due in their order, and flushes microtasks around each. */
  advance(ms: number): Promise<void>
  /** Moves the wall clock alone, either way, as a correction of the time does; runs no timer. */
  jump(ms: number): void
  /** The machine sleeps: the wall clock goes on; the monotonic one and the timers stand still. */
  sleepMachine(ms: number): void
  /** Timers armed, and neither run nor cleared. */
  readonly pendingTimers: number
}

/**
 * @param start - where the wall clock begins, ms since 1970. @default 2026-01-01T00:00:00Z; the monotonic one begins at 1000
 * @param settle - lets microtasks run around each timer. @default flush
 */
export function createFakeClock(start?: { wall?: number }, settle: () => Promise<void> = flush): FakeClock {
  const timers = new Map<number, { readonly at: number; readonly callback: () => void }>()
  let wall = start?.wall ?? Date.UTC(2026, 0, 1)
  let monotonic = 1000
  let lastId = 0

  return {
    wall: () => wall,
    monotonic: () => monotonic,
    setTimeout(callback, ms) {
      if (ms > 2 ** 31 - 1) throw new RangeError(`a timer of ${ms} ms overflows`)
      lastId++
      timers.set(lastId, { at: monotonic + Math.max(0, Number.isNaN(ms) ? 0 : ms), callback })
      return lastId
    },
    clearTimeout(timer) {
      timers.delete(timer as number)
    },
    async advance(ms) {
      const end = monotonic + ms
      await settle()
      for (let next = firstDue(end); next !== undefined; next = firstDue(end)) {
        moveTo(next.at)
        timers.delete(next.id)
        next.callback()
        await settle()
      }
      moveTo(end)
      await settle()
    },
    jump(ms) {
      wall += ms
    },
    sleepMachine(ms) {
      wall += ms
    },
    get pendingTimers() {
      return timers.size
    },
  }

  /** Timers are listed in the order they were armed, which is that of timers for the same moment. */
  function firstDue(end: number): { readonly id: number; readonly at: number; readonly callback: () => void } | undefined {
    let first: ReturnType<typeof firstDue>
    for (const [id, { at, callback }] of timers) if (at <= end && (first === undefined || at < first.at)) first = { id, at, callback }
    return first
  }

  function moveTo(moment: number): void {
    const ms = Math.max(0, moment - monotonic)
    monotonic += ms
    wall += ms
  }
}

/** Lets every promise that can settle now settle. Twice, as one turn may set off streams that need another. */
export async function flush(): Promise<void> {
  for (let turns = 0; turns < 2; turns++) await new Promise<void>((resolve) => realSetImmediate(() => resolve()))
}
