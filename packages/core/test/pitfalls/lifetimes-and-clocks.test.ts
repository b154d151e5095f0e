import { describe, expect, test } from 'vitest'
import { type Clock, createCoordinator, refreshTimer } from '../../src/index.ts'
import { flush } from '../fake-clock.ts'
import { createWorld, token } from '../world.ts'

const day = 86_400_000

describe('a token in its last moments', () => {
  test('a request waits for the new token from 5 % before the end, and leaves with none that dies on the way', async () => {
    const { start, calls, clock, request } = createWorld({ refreshAt: 0.94 })
    await start(token(1, { expires_in: 100 }))
    await clock.advance(95_000)
    const waiting = request()
    await flush()
    expect(calls).toHaveLength(2)
    await calls[1]?.respond(token(2))
    expect((await waiting).value).toBe('Bearer access-2')
  })

  test('the deadline counts from when the token was asked for, not from when it came', async () => {
    const { ask, calls, clock, request } = createWorld({ refreshAt: 0.5 })
    const first = request()
    await flush()
    await clock.advance(9000)
    await calls[0]?.respond(token(1, { expires_in: 20 }))
    await first
    await clock.advance(10_001)
    expect(ask()).toBeInstanceOf(Promise)
  })

  test('a refresh token that changes alone moves no deadline of the access token', async () => {
    const { ask, start, calls, clock } = createWorld()
    await start(token(1, { refresh_token: 'refresh-1' }))
    await clock.advance(250_000)
    void ask()
    await flush()
    await calls[1]?.respond({ access_token: 'no header can carry this', refresh_token: 'refresh-2' })
    await clock.advance(39_999)
    expect(ask()).toMatchObject({ value: 'Bearer access-1' })
    await clock.advance(1)
    expect(ask()).toBeInstanceOf(Promise)
  })
})

describe('odd lifetimes', () => {
  test.for([
    ['missing', undefined],
    ['0', 0],
    ['negative', -5],
    ['no number', 'soon'],
    ['NaN', Number.NaN],
  ])('an expires_in that is %s leaves the token in use until a server refuses it', async ([, expires_in]) => {
    const { ask, start, calls, clock } = createWorld()
    await start(token(1, { expires_in: expires_in as number }))
    await clock.advance(10 * 365 * 86_400_000)
    expect(ask()).toMatchObject({ value: 'Bearer access-1' })
    await flush()
    expect(calls).toHaveLength(1)
  })

  test('an expires_in in a string counts', async () => {
    const { ask, start, clock } = createWorld()
    await start(token(1, { expires_in: '300' }))
    await clock.advance(290_000)
    expect(ask()).toBeInstanceOf(Promise)
  })

  test('an expires_in is met to the millisecond', async () => {
    const { ask, start, clock } = createWorld({ refreshAt: 0.94 })
    await start(token(1, { expires_in: 100 }))
    await clock.advance(94_999)
    expect(ask()).toMatchObject({ value: 'Bearer access-1' })
    await clock.advance(1)
    expect(ask()).toBeInstanceOf(Promise)
  })

  test('a lifetime of 299 s under a margin of 300 s causes no refresh for each call', async () => {
    const { ask, start, calls, clock } = createWorld({ expiryMargin: 300_000 })
    await start(token(1, { expires_in: 299 }))
    for (let second = 0; second < 230; second++) {
      expect(ask()).toMatchObject({ value: 'Bearer access-1' })
      await clock.advance(1000)
    }
    expect(calls).toHaveLength(1)
  })

  test.for([
    ['half of it', 0.5, 20],
    ['a refreshAt that rounds to 0', (lifetime: number) => Math.trunc(lifetime / 2000), 12],
  ] as const)('a token of one second is refreshed once in its life, not for each call: %s', async ([, refreshAt, most]) => {
    let tokens = 0
    const { clock, request } = createWorld({ source: async () => token(++tokens, { expires_in: 1 }), refreshAt })
    for (let ms = 0; ms < 10_000; ms += 10) {
      await request()
      await clock.advance(10)
    }
    expect(tokens).toBeLessThanOrEqual(most)
    expect(tokens).toBeGreaterThanOrEqual(10)
  })
})

describe('timers', () => {
  test('a 30-day token overflows no timer, and is refreshed once', async () => {
    const { ask, start, calls, clock } = createWorld({ proactive: refreshTimer(), refreshAt: 0.9 })
    await start(token(1, { expires_in: 30 * 86_400 }))
    void ask()
    await clock.advance(27 * day - 1)
    expect(calls).toHaveLength(1)
    await clock.advance(1)
    expect(calls).toHaveLength(2)
  })

  test('no timer runs while nothing is asked for', async () => {
    const { start, clock } = createWorld()
    await start(token(1, { expires_in: 30 * 86_400 }))
    expect(clock.pendingTimers).toBe(0)
  })

  test('no timer of an idle coordinator keeps the process alive', async () => {
    const timers = new Set<NodeJS.Timeout>()
    let armed = 0
    const clock: Clock = {
      wall: () => Date.now(),
      monotonic: () => performance.now(),
      setTimeout(callback, ms) {
        const timer = setTimeout(callback, ms)
        timers.add(timer)
        armed++
        return timer
      },
      clearTimeout(timer) {
        clearTimeout(timer as NodeJS.Timeout | undefined)
        timers.delete(timer as NodeJS.Timeout)
      },
    }
    const auth = createCoordinator({ source: async () => token(1), origins: 'any', clock, proactive: refreshTimer() })
    await auth.getToken()
    expect(armed).toBeGreaterThan(1)
    expect([...timers].map((timer) => timer.hasRef())).toEqual([false])
    auth.dispose()
  })
})

describe('clocks', () => {
  test('a clock set back does not make an expired token look fresh', async () => {
    const { ask, start, clock } = createWorld()
    await start()
    clock.jump(-86_400_000)
    await clock.advance(300_000)
    expect(ask()).toBeInstanceOf(Promise)
  })

  test('a fleet that started together does not refresh in step: each coordinator draws its own moment', async () => {
    const refreshesAt85Percent = async (random: number): Promise<boolean> => {
      const { start, calls, clock, request } = createWorld({ refreshAt: undefined as never, random: () => random })
      await start()
      await clock.advance(255_000)
      await request()
      await flush()
      return calls.length === 2
    }
    expect(await refreshesAt85Percent(0)).toBe(true)
    expect(await refreshesAt85Percent(0.99)).toBe(false)
  })
})
