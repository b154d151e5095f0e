import { describe, expect, it } from 'vitest'
import { createUnrefClock } from '../../src/lib/unref-clock.ts'
import type { Clock } from '../../src/lib/clock.ts'
import { createFakeClock } from '../fake-clock.ts'

/** A timer as Node gives it. */
class Timer {
  keepsAlive = true
  callback: () => void
  constructor(callback: () => void) {
    this.callback = callback
  }
  ref(): this {
    this.keepsAlive = true
    return this
  }
  unref(): this {
    this.keepsAlive = false
    return this
  }
}

function withTimers(): { readonly clock: Clock; readonly timers: Timer[] } {
  const timers: Timer[] = []
  const clock: Clock = {
    ...createFakeClock(),
    setTimeout(callback) {
      const timer = new Timer(callback)
      timers.push(timer)
      return timer
    },
    clearTimeout() {},
  }
  return { clock, timers }
}

const pending = (): {
  readonly promise: Promise<string>
  readonly resolve: (value: string) => void
  readonly reject: (reason: unknown) => void
} => Promise.withResolvers<string>()

describe('createUnrefClock', () => {
  it('lets timers keep no process alive but while a caller waits, those armed before included', async () => {
    const { clock, timers } = withTimers()
    const attended = createUnrefClock(clock)
    attended.setTimeout(() => {}, 1)
    expect(timers.map(({ keepsAlive }) => keepsAlive)).toEqual([false])
    const [one, two] = [pending(), pending()]
    const works = [attended.attend(one.promise), attended.attend(two.promise)]
    attended.setTimeout(() => {}, 1)
    expect(timers.map(({ keepsAlive }) => keepsAlive)).toEqual([true, true])
    one.resolve('done')
    expect(await works[0]).toBe('done')
    await Promise.resolve()
    expect(timers.map(({ keepsAlive }) => keepsAlive)).toEqual([true, true])
    two.reject(new Error('failed'))
    await expect(works[1]).rejects.toThrow('failed')
    expect(timers.map(({ keepsAlive }) => keepsAlive)).toEqual([false, false])
  })

  it('forgets timers that have run or were cleared', () => {
    const { clock, timers } = withTimers()
    const attended = createUnrefClock(clock)
    let runs = 0
    attended.setTimeout(() => runs++, 1)
    attended.clearTimeout(attended.setTimeout(() => runs++, 1))
    timers[0]?.callback()
    expect(runs).toBe(1)
    void attended.attend(new Promise(() => {}))
    expect(timers.map(({ keepsAlive }) => keepsAlive)).toEqual([false, false])
  })

  it('takes timers that are numbers, as in browsers, and passes the rest through', async () => {
    const clock = createFakeClock()
    const attended = createUnrefClock(clock)
    let runs = 0
    attended.setTimeout(() => runs++, 10)
    attended.clearTimeout(attended.setTimeout(() => runs++, 5))
    void attended.attend(new Promise(() => {}))
    await clock.advance(10)
    expect([runs, attended.wall(), attended.monotonic()]).toEqual([1, clock.wall(), clock.monotonic()])
    expect(clock.pendingTimers).toBe(0)
  })
})
