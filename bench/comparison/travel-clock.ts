/** Clocks and timers of this process that can be put forward and back. Servers in this process read the same clocks. */
export interface TravelClock extends Disposable {
  /** Puts the clocks forward, ms. Timers that are due then fire. */
  readonly travel: (ms: number) => void
  /** Puts the wall clock alone forward, ms; negative: back. */
  readonly shiftWall: (ms: number) => void
}

interface Timer {
  readonly at: number
  readonly fire: () => void
}

/** From this delay on, ms, a timer waits for `travel()`. Shorter timers run in real time. */
const longDelay = 10_000

/** Replaces the clocks and `setTimeout` until it is disposed of. */
export function installTravelClock(): TravelClock {
  const real = { Date, setTimeout, clearTimeout }
  const monotonicMethod = Object.getOwnPropertyDescriptor(performance, 'now')
  const realMonotonic = performance.now.bind(performance)
  const timers = new Map<object, Timer>()
  let travelled = 0
  let wallShift = 0
  const wall = (): number => real.Date.now() + travelled + wallShift
  const monotonic = (): number => realMonotonic() + travelled

  class TravelDate extends real.Date {
    constructor(...args: unknown[]) {
      super(...((args.length === 0 ? [wall()] : args) as [number]))
    }

    static override now(): number {
      return wall()
    }
  }

  function setTravelTimeout(callback: (...args: unknown[]) => void, delay = 0, ...args: unknown[]): object {
    if (delay < longDelay) return real.setTimeout(callback, delay, ...args)
    const handle = { ref: () => handle, unref: () => handle, hasRef: () => false, [Symbol.toPrimitive]: () => 0 }
    timers.set(handle, { at: monotonic() + delay, fire: () => callback(...args) })
    return handle
  }

  Object.assign(globalThis, {
    Date: TravelDate,
    setTimeout: setTravelTimeout,
    clearTimeout: (timer: unknown) => {
      if (!timers.delete(timer as object)) real.clearTimeout(timer as NodeJS.Timeout)
    },
  })
  performance.now = monotonic

  return {
    travel(ms) {
      travelled += ms
      for (const [handle, { at, fire }] of timers) if (at <= monotonic() && timers.delete(handle)) fire()
    },
    shiftWall(ms) {
      wallShift += ms
    },
    [Symbol.dispose]() {
      Object.assign(globalThis, real)
      if (monotonicMethod === undefined) Reflect.deleteProperty(performance, 'now')
      else Object.defineProperty(performance, 'now', monotonicMethod)
    },
  }
}
