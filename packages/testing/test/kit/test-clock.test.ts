import { describe, expect, it } from 'vitest'
import { createTestClock } from '../../src/index.ts'

describe('a test clock', () => {
  it('stands still until it is moved, and runs its timers in their order', async () => {
    const clock = createTestClock({ start: 1_000 })
    const ran: string[] = []
    clock.setTimeout(() => ran.push(`late at ${clock.wall()}`), 200)
    clock.setTimeout(() => {
      ran.push(`early at ${clock.wall()}`)
      clock.setTimeout(() => ran.push(`follows at ${clock.wall()}`), 50)
    }, 100)
    clock.clearTimeout(clock.setTimeout(() => ran.push('cleared'), 10))
    expect(clock.pendingTimers()).toBe(2)
    await clock.advance(199)
    expect(ran).toEqual(['early at 1100', 'follows at 1150'])
    await clock.advance(1)
    expect(ran).toEqual(['early at 1100', 'follows at 1150', 'late at 1200'])
  })

  it('lets promises settle before and after each timer', async () => {
    const clock = createTestClock()
    const ran: string[] = []
    void Promise.resolve().then(() => clock.setTimeout(() => void Promise.resolve().then(() => ran.push('settled')), 5))
    await clock.advance(5)
    expect(ran).toEqual(['settled'])
  })

  it('is moved twice at the same time, and never goes back', async () => {
    const clock = createTestClock({ start: 0 })
    await Promise.all([clock.advance(100), clock.advance(30)])
    expect(clock.wall()).toBe(100)
  })

  it('sleeps as a machine does', () => {
    const clock = createTestClock({ start: 0 })
    const before = clock.monotonic()
    clock.sleepMachine(500)
    expect([clock.wall(), clock.monotonic() - before]).toEqual([500, 0])
  })

  it('begins anew, a day later on the monotonic clock', async () => {
    const clock = createTestClock({ start: 0 })
    await clock.advance(10)
    const before = clock.monotonic()
    clock.restart()
    expect([clock.wall(), clock.monotonic() - before]).toEqual([0, 86_400_000])
  })

  it('begins after the present, so that tokens with dates of their own are valid', () => {
    expect(createTestClock().wall() % 60_000).toBe(0)
  })

  it('names what is wrong', async () => {
    expect(() => createTestClock({ start: NaN })).toThrow('start: expected a number')
    await expect(createTestClock().advance(-1)).rejects.toThrow('ms: expected a number')
  })
})
