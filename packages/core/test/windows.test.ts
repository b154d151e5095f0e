import { describe, expect, test } from 'vitest'
import { TokenRequestError } from '../src/index.ts'
import { flush } from './fake-clock.ts'
import { createWorld, token } from './world.ts'

const down = (): TokenRequestError => new TokenRequestError('down', { status: 503 })

describe('the soft window', () => {
  test('a fresh token is sent without a promise and without a token request', async () => {
    const { ask, begin, calls } = createWorld()
    await begin()
    expect(ask()).toMatchObject({ value: 'Bearer access-1', generation: 1 })
    expect(calls).toHaveLength(1)
  })

  test('the first request past it goes out at once with the old token, and one refresh begins behind it', async () => {
    const { ask, begin, calls, clock, eventsOf } = createWorld()
    await begin()
    await clock.advance(240_000)
    for (let i = 0; i < 50; i++) {
      expect(ask()).toMatchObject({ value: 'Bearer access-1' })
    }
    await flush()
    expect(calls).toHaveLength(2)
    await calls[1]?.answer(token(2))
    expect(ask()).toMatchObject({ value: 'Bearer access-2', generation: 2 })
    expect(eventsOf('refresh').at(-1)).toMatchObject({ reason: 'due', waiters: 0, generation: 2 })
  })

  test('no failure reaches a caller while the token is valid', async () => {
    const { ask, begin, calls, clock } = createWorld({ retries: 0 })
    await begin()
    for (let second = 0; second < 48; second++) {
      await clock.advance(second === 0 ? 240_000 : 1000)
      expect(ask()).toMatchObject({ value: 'Bearer access-1' })
      await flush()
      if (calls.length > 1) await calls.at(-1)?.fail(down())
    }
    expect(calls.length).toBeGreaterThan(2)
  })

  test('a hanging refresh delays nobody', async () => {
    const { ask, begin, clock } = createWorld()
    await begin()
    await clock.advance(240_000)
    await clock.advance(45_000)
    expect(ask()).toMatchObject({ value: 'Bearer access-1' })
  })

  test('the wish of the server comes before the fraction', async () => {
    const { begin, calls, clock, request } = createWorld()
    await begin(token(1, { refresh_in: 100 }))
    await clock.advance(99_999)
    await request()
    await flush()
    expect(calls).toHaveLength(1)
    await clock.advance(1)
    await request()
    await flush()
    expect(calls).toHaveLength(2)
  })

  test('by default each coordinator draws its own moment, so that a fleet does not refresh in step', async () => {
    const refreshesAt85Percent = async (random: number): Promise<boolean> => {
      const { begin, calls, clock, request } = createWorld({ refreshAt: undefined as never, random: () => random })
      await begin()
      await clock.advance(255_000)
      await request()
      await flush()
      return calls.length === 2
    }
    expect(await refreshesAt85Percent(0)).toBe(true)
    expect(await refreshesAt85Percent(0.99)).toBe(false)
  })
})

describe('the hard window', () => {
  test('a request waits for the new token from 5 % before the end', async () => {
    const { begin, calls, clock, request } = createWorld({ refreshAt: 0.94 })
    await begin(token(1, { expires_in: 100 }))
    await clock.advance(95_000)
    const waiting = request()
    await flush()
    expect(calls).toHaveLength(2)
    await calls[1]?.answer(token(2))
    expect((await waiting).value).toBe('Bearer access-2')
  })

  test('at most 10 s are cut off a long lifetime', async () => {
    const { ask, begin, clock } = createWorld({ refreshAt: 0.999 })
    await begin(token(1, { expires_in: 86_400 }))
    await clock.advance(86_389_000)
    expect(ask()).not.toBeInstanceOf(Promise)
    await clock.advance(1000)
    expect(ask()).toBeInstanceOf(Promise)
  })

  test('the deadline counts from when the request was sent, not from its answer', async () => {
    const { ask, calls, clock, request } = createWorld({ refreshAt: 0.5 })
    const first = request()
    await flush()
    await clock.advance(9000)
    await calls[0]?.answer(token(1, { expires_in: 20 }))
    await first
    await clock.advance(10_001)
    expect(ask()).toBeInstanceOf(Promise)
  })

  test('a token that arrives past its own deadline still serves those who waited for it', async () => {
    const { calls, clock, request } = createWorld()
    const first = request()
    await flush()
    await clock.advance(3000)
    await calls[0]?.answer(token(1, { expires_in: 1 }))
    expect((await first).value).toBe('Bearer access-1')
  })

  test('a lifetime below every usual margin causes no refresh for each call', async () => {
    const { ask, begin, calls, clock } = createWorld()
    await begin(token(1, { expires_in: 2 }))
    await clock.advance(1000)
    for (let i = 0; i < 10; i++) void ask()
    await flush()
    expect(calls).toHaveLength(1)
  })
})

describe('time', () => {
  test('no timer runs while nothing is asked for', async () => {
    const { begin, clock } = createWorld()
    await begin(token(1, { expires_in: 30 * 86_400 }))
    expect(clock.pendingTimers).toBe(0)
  })

  test('a machine that slept past the expiry finds one refresh, not a burst', async () => {
    const { begin, calls, clock, request } = createWorld()
    await begin()
    clock.sleepMachine(3_600_000)
    const waiting = Promise.all(Array.from({ length: 100 }, () => request()))
    await flush()
    expect(calls).toHaveLength(2)
    await calls[1]?.answer(token(2))
    expect(new Set((await waiting).map(({ value }) => value))).toEqual(new Set(['Bearer access-2']))
  })

  test('a clock set back does not make an expired token look fresh', async () => {
    const { ask, begin, clock } = createWorld()
    await begin()
    clock.jump(-86_400_000)
    await clock.advance(300_000)
    expect(ask()).toBeInstanceOf(Promise)
  })

  test('a clock set forward costs one refresh at most', async () => {
    const { begin, calls, clock, request } = createWorld()
    await begin()
    clock.jump(86_400_000)
    const waiting = request()
    await flush()
    await calls[1]?.answer(token(2))
    await waiting
    await request()
    await flush()
    expect(calls).toHaveLength(2)
  })

  test.for([
    ['missing', undefined],
    ['0', 0],
    ['negative', -5],
    ['no number', 'soon'],
    ['NaN', Number.NaN],
  ])('an expires_in that is %s leaves the token in use until a server refuses it', async ([, expires_in]) => {
    const { ask, begin, calls, clock } = createWorld()
    await begin(token(1, { expires_in: expires_in as number }))
    await clock.advance(10 * 365 * 86_400_000)
    expect(ask()).toMatchObject({ value: 'Bearer access-1' })
    await flush()
    expect(calls).toHaveLength(1)
  })

  test('an expires_in in a string counts', async () => {
    const { ask, begin, clock } = createWorld()
    await begin(token(1, { expires_in: '300' }))
    await clock.advance(290_000)
    expect(ask()).toBeInstanceOf(Promise)
  })
})
