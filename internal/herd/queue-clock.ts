import { setImmediate as turn } from 'node:timers/promises'
import type { Clock } from '@everbearer/core'

/** A clock that many simulated processes share. Its time passes only in `run`. */
export interface QueueClock extends Clock {
  /**
   * Runs the timers in their order until `end`, ms on the monotonic clock.
   *
   * @param isDone - asked after the timers of each millisecond; the run ends if the result is true
   */
  run(end: number, isDone?: () => boolean): Promise<void>
}

interface Timer {
  readonly at: number
  readonly number: number
  callback: (() => void) | undefined
}

const begin = Date.UTC(2026, 0, 1)

/** Creates a clock at 0. Timers end at whole milliseconds. All timers of one millisecond run before the promises that they settle. */
export function createQueueClock(): QueueClock {
  const heap: Timer[] = []
  let now = 0
  let timers = 0

  return {
    wall: () => begin + now,
    monotonic: () => now,
    setTimeout(callback, ms) {
      timers++
      const timer = { at: Math.ceil(now + Math.max(0, ms)), number: timers, callback }
      push(heap, timer)
      return timer
    },
    clearTimeout(timer) {
      if (timer !== undefined) (timer as Timer).callback = undefined
    },
    async run(end, isDone) {
      await turn()
      while (heap[0] !== undefined && heap[0].at <= end) {
        now = heap[0].at
        let isIdle = true
        while (heap[0]?.at === now) {
          const { callback } = pop(heap)!
          if (callback === undefined) continue
          isIdle = false
          callback()
        }
        if (isIdle) continue
        await turn()
        if (isDone?.()) return
      }
      now = end
    },
  }
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.at < b.at || (a.at === b.at && a.number < b.number)
}

/** Adds to a binary heap: 10,000 processes have tens of thousands of timers. */
function push(heap: Timer[], timer: Timer): void {
  let place = heap.length
  while (place > 0) {
    const parent = (place - 1) >> 1
    if (!isBefore(timer, heap[parent]!)) break
    heap[place] = heap[parent]!
    place = parent
  }
  heap[place] = timer
}

function pop(heap: Timer[]): Timer | undefined {
  const first = heap[0]
  const last = heap.pop()
  if (last === undefined || heap.length === 0) return first
  let place = 0
  for (let child = 1; child < heap.length; child = 2 * place + 1) {
    if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++
    if (!isBefore(heap[child]!, last)) break
    heap[place] = heap[child]!
    place = child
  }
  heap[place] = last
  return first
}
