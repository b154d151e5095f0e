import { describe, expect, test } from 'vitest'
import { defineStore, memoryStore, TokenRequestError, type TokenStore } from '../src/index.ts'
import { endOfSession } from '../src/token/stored-token.ts'
import { flush } from './fake-clock.ts'
import { testStart, stored } from './stored.ts'
import { createWorld, token } from './world.ts'

describe('a store', () => {
  test('a token that is there serves without a token request', async () => {
    const { calls, request } = createWorld({ store: memoryStore(stored(4)) })
    expect(await request()).toMatchObject({ value: 'Bearer stored-4', generation: 4 })
    expect(calls).toHaveLength(0)
  })

  test('a refresh token from elsewhere begins the session where nothing is stored, and only there', async () => {
    for (const [store, presented] of [
      [memoryStore(), 'from-elsewhere'],
      [memoryStore(stored(4, { issuedAt: testStart - 400_000, refreshToken: 'refresh-4' })), 'refresh-4'],
    ] as const) {
      const seen: string[] = []
      const { request } = createWorld({
        store,
        source: {
          initialRefreshToken: () => 'from-elsewhere',
          async refresh(refreshToken) {
            seen.push(refreshToken)
            return token(5)
          },
        },
      })
      expect(await request()).toMatchObject({ value: 'Bearer access-5' })
      expect(seen).toEqual([presented])
    }
  })

  test.each([null, undefined, ''])('an initial refresh token that is %j begins no session: the token is obtained', async (none) => {
    const presented: string[] = []
    const { request } = createWorld({
      source: {
        initialRefreshToken: () => none,
        obtain: async () => token(1),
        async refresh(refreshToken) {
          presented.push(refreshToken)
          return token(2)
        },
      },
    })
    expect(await request()).toMatchObject({ value: 'Bearer access-1' })
    expect(presented).toEqual([])
  })

  test('an expired one there gives its refresh token', async () => {
    const { calls, request } = createWorld({ store: memoryStore(stored(4, { issuedAt: testStart - 400_000, refreshToken: 'refresh-4' })) })
    const waiting = request()
    await flush()
    expect(calls[0]).toMatchObject({ grant: 'refresh', refreshToken: 'refresh-4' })
    await calls[0]?.respond(token(5))
    expect(await waiting).toMatchObject({ generation: 5 })
  })

  test('a newer token that another process saved is adopted, not asked for', async () => {
    const store = memoryStore()
    const { start, calls, clock, request, eventsOf } = createWorld({ store })
    await start()
    await clock.advance(300_000)
    await store.save(stored(2, { issuedAt: clock.wall() }), 1)
    expect(await request()).toMatchObject({ value: 'Bearer stored-2', generation: 2 })
    expect(calls).toHaveLength(1)
    await flush()
    expect(eventsOf('refresh').at(-1)).toMatchObject({ grant: 'store' })
  })

  test('before a refresh token is given up, the store is read for a newer one', async () => {
    const store = memoryStore()
    const { start, calls, clock, request } = createWorld({ store })
    await start(token(1, { refresh_token: 'refresh-1' }))
    await clock.advance(300_000)
    const waiting = request()
    await flush()
    await store.save(stored(3, { generation: 2, refreshToken: 'refresh-2' }), 2)
    await calls[1]?.fail(new TokenRequestError('spent', { error: 'invalid_grant' }))
    expect(calls[2]).toMatchObject({ grant: 'refresh', refreshToken: 'refresh-2' })
    await calls[2]?.respond(token(3))
    expect(await waiting).toMatchObject({ generation: 3 })
  })

  test('a token is in the store before anyone uses it', async () => {
    const memory = memoryStore()
    let release: () => void = () => {}
    const store = defineStore({
      load: () => memory.load(),
      save: async (next, expected) => {
        await new Promise<void>((resolve) => {
          release = resolve
        })
        return memory.save(next, expected)
      },
    })
    const { calls, request } = createWorld({ store })
    let settled = false
    const waiting = request().finally(() => {
      settled = true
    })
    await flush()
    await calls[0]?.respond(token(1))
    expect(settled).toBe(false)
    release()
    expect(await waiting).toMatchObject({ generation: 1 })
    expect(await memory.load()).toMatchObject({ accessToken: 'access-1' })
  })

  test('one that fails leaves the process serving from memory, says so, and is tried again', async () => {
    let broken = true
    const memory = memoryStore()
    const guard = <T>(value: () => T): T => {
      if (broken) throw new Error('store down')
      return value()
    }
    const { start, clock, eventsOf, request, calls } = createWorld({
      store: defineStore({ load: () => guard(() => memory.load()), save: (next, expected) => guard(() => memory.save(next, expected)) }),
    })
    expect(await start()).toMatchObject({ generation: 1 })
    await flush()
    expect(eventsOf('store-failed').map(({ operation }) => operation)).toEqual(['load', 'save'])
    broken = false
    await clock.advance(300_000)
    const waiting = request()
    await flush()
    await calls[1]?.respond(token(2))
    await waiting
    expect(await memory.load()).toMatchObject({ generation: 2 })
  })

  test('a logout while it is down is made up for before anything in it is believed again', async () => {
    const memory = memoryStore()
    let broken = false
    const guard = <T>(value: () => T): T => {
      if (broken) throw new Error('store down')
      return value()
    }
    const { auth, start, calls, clock, request } = createWorld({
      store: defineStore({ load: () => guard(() => memory.load()), save: (next, expected) => guard(() => memory.save(next, expected)) }),
    })
    await start(token(1, { refresh_token: 'refresh-1' }))
    await memory.save(stored(5, { issuedAt: clock.wall() }), 1)
    broken = true
    await expect(auth.clear()).rejects.toMatchObject({ code: 'ERR_STORE' })
    broken = false
    const next = request()
    await flush()
    expect(calls[1]).toMatchObject({ grant: 'obtain' })
    await calls[1]?.respond(token(2))
    expect((await next).value).toBe('Bearer access-2')
    expect(await memory.load()).toMatchObject({ accessToken: 'access-2' })
  })

  test('one that hangs holds nobody up for longer than one time limit', async () => {
    const never = (): Promise<never> => new Promise(() => {})
    const { calls, clock, eventsOf, request } = createWorld({ store: defineStore({ load: never, save: never, timeout: 700 }) })
    const waiting = request()
    await clock.advance(700)
    await calls[0]?.respond(token(1))
    expect(await waiting).toMatchObject({ generation: 1 })
    expect(eventsOf('store-failed').map(({ operation }) => operation)).toEqual(['load'])
  })

  test('its lease is held during a refresh, given back after it, and not insisted on', async () => {
    const memory = memoryStore()
    const seen: string[] = []
    const store = defineStore({
      load: () => memory.load(),
      save: (next, expected) => memory.save(next, expected),
      async lease() {
        seen.push('lease')
        return { lost: new AbortController().signal, release: () => void seen.push('release') }
      },
    })
    const { start, calls, request, clock } = createWorld({ store, retries: 0 })
    await start()
    expect(seen).toEqual(['lease', 'release'])
    await clock.advance(300_000)
    const failing = request().catch(() => {})
    await flush()
    expect(seen).toEqual(['lease', 'release', 'lease'])
    await calls[1]?.fail(new Error('down'))
    await failing
    expect(seen).toEqual(['lease', 'release', 'lease', 'release'])

    const refusing = createWorld({ store: defineStore({ ...memoryStore(), lease: async () => undefined }) })
    void refusing.request()
    await flush()
    expect(refusing.calls).toHaveLength(1)
  })

  test('what another process does in it is taken up: a newer token, a logout; but not a failure to read it', async () => {
    const memory = memoryStore()
    let notify: () => void = () => {}
    let broken = false
    let listening = true
    const store = defineStore({
      load() {
        if (broken) throw new Error('store down')
        return memory.load()
      },
      save: (next, expected) => memory.save(next, expected),
      subscribe(listener) {
        notify = listener
        return () => {
          listening = false
        }
      },
    })
    const { ask, auth, start, calls, clock, request } = createWorld({ store })
    await start()
    await memory.save(stored(2, { issuedAt: clock.wall() }), 1)
    notify()
    await flush()
    expect(ask()).toMatchObject({ value: 'Bearer stored-2' })

    broken = true
    notify()
    await flush()
    expect(ask()).toMatchObject({ value: 'Bearer stored-2' })

    broken = false
    await memory.save({ ...endOfSession('own-0', 3, clock.wall()), revision: 3 }, 2)
    notify()
    await flush()
    const next = request()
    await flush()
    await calls[1]?.respond(token(9))
    expect((await next).value).toBe('Bearer access-9')
    expect((await memory.load())?.generation).toBe(4)

    auth.dispose()
    expect(listening).toBe(false)
  })

  test('a dead refresh token is struck from the store, so that no restart sends it again', async () => {
    const store = memoryStore(stored(1, { issuedAt: testStart - 400_000, refreshToken: 'dead' }))
    const { calls, request } = createWorld({ store, retries: 0 })
    const waiting = request().catch(() => {})
    await flush()
    await calls[0]?.fail(new TokenRequestError('dead', { error: 'invalid_grant' }))
    await calls[1]?.fail(new TokenRequestError('down', { status: 503 }))
    await waiting
    expect((await store.load())?.refreshToken).toBeUndefined()
  })

  test('clear() empties it, even where another process has saved meanwhile', async () => {
    const store = memoryStore()
    const { auth, start } = createWorld({ store })
    await start()
    await store.save(stored(2), 1)
    await auth.clear()
    expect(await store.load()).toMatchObject({ generation: 3, accessToken: '' })
  })
})

test('a session whose refresh token is dead looks into the store once more before it ends, as another process may just have refreshed', async () => {
  const memory = memoryStore(stored(1, { issuedAt: testStart - 400_000, refreshToken: 'refresh-1' }))
  const shared = defineStore({ load: () => memory.load(), save: (next, expected) => memory.save(next, expected) })
  const { clock, eventsOf, request } = createWorld({
    store: shared,
    source: { refresh: async () => Promise.reject(new TokenRequestError('dead', { status: 400, error: 'invalid_grant' })) },
  })
  const waiting = request()
  await clock.advance(200)
  const { revision = 0 } = (await memory.load()) ?? {}
  await memory.save(stored(revision + 1), revision)
  await clock.advance(100)
  expect((await waiting).value).toBe(`Bearer stored-${revision + 1}`)
  expect(eventsOf('session-ended')).toEqual([])
})

test('a session that has ended is resumed by a newer token of another process, and reads the store once per cooldown at most', async () => {
  const memory = memoryStore(stored(1, { issuedAt: testStart - 400_000, refreshToken: 'refresh-1' }))
  let loads = 0
  const shared = defineStore({
    load() {
      loads++
      return memory.load()
    },
    save: (next, expected) => memory.save(next, expected),
  })
  const { auth, clock, request } = createWorld({
    store: shared,
    source: { refresh: async () => Promise.reject(new TokenRequestError('dead', { status: 400, error: 'invalid_grant' })) },
  })
  const resumed: unknown[] = []
  auth.on('session-resumed', (event) => resumed.push(event))
  const first = request().catch((error: unknown) => error)
  await clock.advance(1_000)
  expect(await first).toMatchObject({ code: 'ERR_SESSION_ENDED', reason: 'no-grant' })
  loads = 0
  for (let count = 0; count < 100; count++) {
    await request().catch(() => {})
    await clock.advance(100)
  }
  expect(loads).toBeLessThanOrEqual(11)
  const { revision = 0 } = (await memory.load()) ?? {}
  await memory.save(stored(revision + 1), revision)
  await clock.advance(1_000)
  expect((await request()).value).toBe(`Bearer stored-${revision + 1}`)
  await flush()
  expect(resumed).toEqual([{ generation: revision + 1 }])
})

test('a login in another process begins another session after one that has ended, and resumes none', async () => {
  const memory = memoryStore(stored(1, { issuedAt: testStart - 400_000, refreshToken: 'refresh-1' }))
  const shared = defineStore({ load: () => memory.load(), save: (next, expected) => memory.save(next, expected) })
  const { clock, eventsOf, request } = createWorld({
    store: shared,
    source: { refresh: async () => Promise.reject(new TokenRequestError('dead', { status: 400, error: 'invalid_grant' })) },
  })
  const first = request().catch((error: unknown) => error)
  await clock.advance(1_000)
  expect(await first).toMatchObject({ code: 'ERR_SESSION_ENDED' })
  const { revision = 0 } = (await shared.load()) ?? {}
  await shared.save(stored(revision + 1, { session: 'login-elsewhere' }), revision)
  await clock.advance(1_000)
  expect((await request()).value).toBe(`Bearer stored-${revision + 1}`)
  await flush()
  expect(eventsOf('session-resumed')).toEqual([])
})

test('a token that serves still stays when a refresh fails, though another process has stored one that is dead by this clock', async () => {
  const memory = memoryStore(stored(1, { refreshToken: 'refresh-1' }))
  let isAway = false
  const load: TokenStore['load'] = () => (isAway ? Promise.reject(new Error('down')) : memory.load())
  const shared = defineStore({ load, save: (next, expected) => memory.save(next, expected), whenStoreIsAway: 'go-on' })
  const presented: string[] = []
  const refresh = async (refreshToken: string): Promise<never> => {
    presented.push(refreshToken)
    throw new TokenRequestError('busy', { status: 503 })
  }
  const { clock, events, request } = createWorld({ store: shared, source: { refresh }, retries: 0 })
  expect((await request()).value).toBe('Bearer stored-1')
  await memory.save(stored(2, { generation: 9, issuedAt: testStart - 7_200_000, refreshToken: 'refresh-9' }), 1)
  await clock.advance(250_000)
  await request()
  await flush()
  expect(events.map(({ name }) => name)).toContain('refresh-failed')
  expect((await request()).value).toBe('Bearer stored-1')
  // What the store had is not forgotten: the older refresh token may be spent.
  isAway = true
  await clock.advance(60_000)
  await request().catch(() => {})
  expect(presented).toEqual(['refresh-9', 'refresh-9'])
})
