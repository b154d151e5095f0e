import { defineStore } from '../src/index.ts'
import { describe, expect, test } from 'vitest'
import { flush } from './fake-clock.ts'
import { createWorld, token } from './world.ts'

describe('the soft window', () => {
  test('a fresh token is sent without a promise and without a token request', async () => {
    const { ask, start, calls } = createWorld()
    await start()
    expect(ask()).toMatchObject({ value: 'Bearer access-1', generation: 1 })
    expect(calls).toHaveLength(1)
  })

  test('the wish of the server comes before the fraction', async () => {
    const { start, calls, clock, request } = createWorld()
    await start(token(1, { refresh_in: 100 }))
    await clock.advance(99_999)
    await request()
    await flush()
    expect(calls).toHaveLength(1)
    await clock.advance(1)
    await request()
    await flush()
    expect(calls).toHaveLength(2)
  })
})

describe('the hard window', () => {
  test('at most 10 s are cut off a long lifetime', async () => {
    const { ask, start, clock } = createWorld({ refreshAt: 0.999 })
    await start(token(1, { expires_in: 86_400 }))
    await clock.advance(86_389_000)
    expect(ask()).not.toBeInstanceOf(Promise)
    await clock.advance(1000)
    expect(ask()).toBeInstanceOf(Promise)
  })

  test('the life of a token that arrives past its own deadline counts from its arrival: it serves those who waited for it', async () => {
    const { calls, clock, request } = createWorld()
    const first = request()
    first.catch(() => {})
    await flush()
    await clock.advance(3000)
    await calls[0]?.respond(token(1, { expires_in: 1 }))
    expect((await first).value).toBe('Bearer access-1')
    expect(calls).toHaveLength(1)
    await clock.advance(1000)
    void request()
    await flush()
    expect(calls).toHaveLength(2)
  })

  test('a token whose life is over when the store has it is not sent: it is asked for once more', async () => {
    const slow = defineStore({ load: () => undefined, save: () => new Promise(() => {}), timeout: 3000 })
    const { calls, clock, request } = createWorld({ store: slow })
    const waiting = request()
    await flush()
    await calls[0]?.respond(token(1, { expires_in: 1 }))
    // The first token is saved in vain, and so once more before the second request.
    await clock.advance(6000)
    await calls[1]?.respond(token(2, { expires_in: 1 }))
    expect((await waiting).value).toBe('Bearer access-2')
  })
})

describe('time', () => {
  test('a clock set forward costs one refresh at most', async () => {
    const { start, calls, clock, request } = createWorld()
    await start()
    clock.jump(86_400_000)
    const waiting = request()
    await flush()
    await calls[1]?.respond(token(2))
    await waiting
    await request()
    await flush()
    expect(calls).toHaveLength(2)
  })
})

test('tokens that a slow store holds until their lives are over are not asked for again and again', async () => {
  let asked = 0
  const world = createWorld({
    source: async () => token(++asked, { expires_in: 2 }),
    store: defineStore({
      load: () => undefined,
      save: () => new Promise<boolean>((resolve) => void world.clock.setTimeout(() => resolve(true), 5_000)),
      timeout: 10_000,
    }),
  })
  const failed = world.request().catch((error: unknown) => error)
  await world.clock.advance(60_000)
  expect(await failed).toMatchObject({ code: 'ERR_TOKEN_UNAVAILABLE' })
  expect(asked).toBe(2)
})
