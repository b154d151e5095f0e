import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import {
  type Coordinator,
  createCoordinator,
  defineStore,
  memoryStore,
  StoreError,
  type StoredToken,
  type TokenStore,
} from '../src/index.ts'
import { createFakeClock, type FakeClock, flush } from './fake-clock.ts'
import { testStart, stored } from './stored.ts'
import { createWorld, token } from './world.ts'

/** A store of which one write fails: the n-th from now. */
function fragile(memory: TokenStore = memoryStore()): TokenStore & { failWrite: (nth: number) => void } {
  let left = 0
  return defineStore({
    load: () => memory.load(),
    save(next, expected) {
      if (left-- === 1) throw new Error('store down')
      return memory.save(next, expected)
    },
    failWrite(nth: number) {
      left = nth
    },
  })
}

const login = (user: string) => ({ access_token: user, expires_in: 300, refresh_token: `refresh-${user}` })

function refreshing(store: TokenStore, clock: FakeClock): Coordinator {
  return createCoordinator({
    store,
    clock,
    origins: 'any',
    retries: 0,
    source: { refresh: async (refreshToken) => ({ access_token: `${refreshToken}+`, expires_in: 300, refresh_token: `${refreshToken}+` }) },
  })
}

describe('a write that the store failed to take', () => {
  test('of a refresh does not undo a logout in another process', async () => {
    const [memory, clock] = [memoryStore(), createFakeClock()]
    const store = fragile(memory)
    const [one, other] = [refreshing(store, clock), refreshing(memory, clock)]
    await one.setTokens(login('alice'))
    await other.getToken()
    await clock.advance(300_000)
    // The claim is taken, the response is not.
    store.failWrite(2)
    await one.getToken()
    await other.clear()
    await clock.advance(300_000)
    await expect(one.getToken()).rejects.toMatchObject({ code: 'ERR_SESSION_ENDED', reason: 'cleared' })
    expect(await memory.load()).toMatchObject({ loggedOut: true })
  })

  test('of a refresh does not replace the login of another user: the session here is over', async () => {
    const [memory, clock] = [memoryStore(), createFakeClock()]
    const store = fragile(memory)
    const [one, other] = [refreshing(store, clock), refreshing(memory, clock)]
    await one.setTokens(login('alice'))
    await clock.advance(300_000)
    store.failWrite(2)
    await one.getToken()
    await other.setTokens(login('bob'))
    await clock.advance(300_000)
    await expect(one.getToken()).rejects.toMatchObject({ code: 'ERR_SESSION_ENDED', reason: 'replaced' })
    expect((await one.getToken()).accessToken).toBe('refresh-bob+')
  })

  test('of a logout does not wipe the login that came after it elsewhere', async () => {
    const [memory, clock] = [memoryStore(), createFakeClock()]
    const store = fragile(memory)
    const [one, other] = [refreshing(store, clock), refreshing(memory, clock)]
    await one.setTokens(login('alice'))
    store.failWrite(1)
    await expect(one.clear()).rejects.toMatchObject({ code: 'ERR_STORE' })
    await clock.advance(1000)
    await other.setTokens(login('bob'))
    expect((await one.getToken()).accessToken).toBe('bob')
    expect(await memory.load()).toMatchObject({ accessToken: 'bob' })
  })

  test('of a logout is made up for over the session that it ended, refreshed elsewhere or not', async () => {
    const [memory, clock] = [memoryStore(), createFakeClock()]
    const store = fragile(memory)
    const [one, other] = [refreshing(store, clock), refreshing(memory, clock)]
    await one.setTokens(login('alice'))
    store.failWrite(1)
    await expect(one.clear()).rejects.toMatchObject({ code: 'ERR_STORE' })
    await clock.advance(1_000)
    await other.getToken()
    other.invalidate()
    await other.getToken()
    expect(await memory.load()).toMatchObject({ refreshToken: 'refresh-alice+' })
    await clock.advance(4_000)
    expect(await memory.load()).toMatchObject({ loggedOut: true })
    await expect(one.getToken()).rejects.toMatchObject({ code: 'ERR_SESSION_ENDED' })
  })

  test('of a login is made up for over an older session', async () => {
    const [memory, clock] = [memoryStore(stored(4, { session: 'of-alice', accessToken: 'alice' })), createFakeClock()]
    const store = fragile(memory)
    const one = refreshing(store, clock)
    await clock.advance(1000)
    store.failWrite(1)
    await one.setTokens(login('bob'))
    await clock.advance(300_000)
    await one.getToken()
    expect(await memory.load()).toMatchObject({ refreshToken: 'refresh-bob+' })
  })

  test('that got through although the store failed is not written again', async () => {
    const [memory, clock] = [memoryStore(), createFakeClock()]
    let saves = 0
    const store = defineStore({
      load: () => memory.load(),
      save(next, expected) {
        saves++
        void memory.save(next, expected)
        if (saves === 1) throw new Error('the confirmation was lost')
        return true
      },
    })
    const one = refreshing(store, clock)
    await one.setTokens(login('alice'))
    const { revision } = (await memory.load())!
    await clock.advance(300_000)
    await one.getToken()
    expect(await memory.load()).toMatchObject({ refreshToken: 'refresh-alice+', revision: revision + 2 })
  })
})

describe('what a store gives', () => {
  const alive: StoredToken = stored(4, { accessToken: 's3cret' })

  test('may have null for what is absent, as any table has, and bigints for numbers', async () => {
    const row = {
      ...alive,
      lifetime: 300_000n,
      refreshToken: null,
      refreshExpiresAt: null,
      claim: null,
      scope: null,
      subject: null,
      loggedOut: null,
      generation: 4n,
    }
    const { calls, request } = createWorld({ store: defineStore({ load: () => row as never, save: () => true }) })
    expect(await request()).toMatchObject({ value: 'Bearer s3cret', generation: 4 })
    expect(calls).toHaveLength(0)
  })

  test('with null for a refresh token presents none', async () => {
    const row = { ...alive, issuedAt: testStart - 400_000, refreshToken: null }
    const { calls, request } = createWorld({ store: defineStore({ load: () => row as never, save: () => true }) })
    void request().catch(() => {})
    await flush()
    expect(calls).toMatchObject([{ grant: 'obtain' }])
  })

  test.for<[what: string, record: unknown]>([
    ['a number', 7],
    ['a record of another version', { ...alive, version: 2 }],
    ['no session', { ...alive, session: '' }],
    ['a generation that can’t be counted on', { ...alive, generation: 2 ** 53 - 1 }],
    ['a revision of 0', { ...alive, revision: 0 }],
    ['a token that no header can carry', { ...alive, accessToken: 'line\nbreak' }],
    ['a lifetime of nothing', { ...alive, lifetime: 0 }],
    ['a time that is none', { ...alive, issuedAt: NaN }],
    ['a claim that is none', { ...alive, claim: { owner: 'me' } }],
    ['a logout with a token', { ...alive, loggedOut: true }],
  ])('that is no record (%s) is a failure of the store, and is not replaced', async ([, record]) => {
    const written: unknown[] = []
    const { calls, eventsOf, request } = createWorld({
      store: defineStore({ load: () => record as never, save: (next) => (written.push(next), false) }),
    })
    const waiting = request()
    await flush()
    await calls[0]?.respond(token(1))
    expect((await waiting).value).toBe('Bearer access-1')
    expect(eventsOf('store-failed')[0]).toMatchObject({ operation: 'load', error: { code: 'ERR_STORE' } })
    expect(inspect(eventsOf('store-failed'), { depth: Infinity })).not.toContain('s3cret')
  })

  test('never makes an empty access token go out', async () => {
    const { calls, request } = createWorld({ store: memoryStore(stored(4, { accessToken: '', refreshToken: 'refresh-4' })) })
    const waiting = request()
    await flush()
    await calls[0]?.respond(token(5))
    expect((await waiting).value).toBe('Bearer access-5')
  })
})

describe('a store', () => {
  test('whose errors hold the record shows none of it', async () => {
    const secret = Object.assign(new Error('SET token {"accessToken":"s3cret"}'), { command: { args: ['s3cret'] } })
    const { auth, eventsOf } = createWorld({ store: defineStore({ load: () => undefined, save: () => Promise.reject(secret) }) })
    await auth.setTokens(token(1))
    await flush()
    const [event] = eventsOf('store-failed')
    expect(event?.error).toBeInstanceOf(StoreError)
    expect(event?.error.cause).toBe(secret)
    expect(inspect(event, { depth: Infinity }) + JSON.stringify(event) + String(event?.error)).not.toContain('s3cret')
  })

  test.for<[what: string, subscribe: () => unknown]>([
    ['a promise', async () => () => {}],
    ['a promise that rejects', () => Promise.reject(new Error('no'))],
    ['an object', () => ({ unsubscribe() {} })],
    [
      'a function that throws',
      () => () => {
        throw new Error('no')
      },
    ],
    ['a function whose promise rejects', () => () => Promise.reject(new Error('no'))],
    [
      'an exception',
      () => {
        throw new Error('no')
      },
    ],
  ])('whose subscribe gives %s ends no process', async ([, subscribe]) => {
    const { auth, start } = createWorld({ store: defineStore({ ...memoryStore(), subscribe: subscribe as never }) })
    expect(await start()).toMatchObject({ generation: 1 })
    auth.dispose()
    await flush()
  })

  test('that another process, whose clock is far behind, writes to without a pause locks nobody out', async () => {
    const memory = memoryStore(stored(1, { issuedAt: testStart - 400_000 }))
    const busy = defineStore({
      load: () => memory.load(),
      async save(next, expected) {
        const { revision = 0 } = (await memory.load()) ?? {}
        await memory.save(stored(revision + 1, { issuedAt: testStart - 400_000 }), revision)
        return memory.save(next, expected)
      },
    })
    const { calls, eventsOf, request } = createWorld({ store: busy })
    const waiting = request()
    await flush()
    await calls[0]?.respond(token(1))
    expect((await waiting).value).toBe('Bearer access-1')
    expect(calls).toHaveLength(1)
    expect(eventsOf('session-ended')).toEqual([])
  })

  test('that takes no claim for a while makes the refresh fail, and ends no session', async () => {
    const memory = memoryStore(stored(1, { issuedAt: testStart - 400_000, refreshToken: 'refresh-1' }))
    let isContended = true
    const store = defineStore({ load: () => memory.load(), save: (next, expected) => !isContended && memory.save(next, expected) })
    const clock = createFakeClock()
    const auth = refreshing(store, clock)
    await expect(auth.getToken()).rejects.toMatchObject({ code: 'ERR_TOKEN_UNAVAILABLE' })
    isContended = false
    await clock.advance(60_000)
    expect((await auth.getToken()).accessToken).toBe('refresh-1+')
  })

  test('that has a login of another process is not written over with a token that was asked for before', async () => {
    const memory = memoryStore()
    const { calls, request } = createWorld({ store: memory })
    const waiting = request()
    await flush()
    await memory.save(stored(1, { session: 'login', issuedAt: testStart - 400_000 }), 0)
    await calls[0]?.respond(token(1))
    expect(calls).toHaveLength(2)
    await calls[1]?.respond(token(2))
    expect((await waiting).value).toBe('Bearer access-2')
  })

  test('that failed is offered the token once more when its coordinator is disposed of', async () => {
    const [memory, clock] = [memoryStore(stored(1, { issuedAt: testStart - 400_000, refreshToken: 'refresh-1' })), createFakeClock()]
    const store = fragile(memory)
    const auth = refreshing(store, clock)
    // The claim is taken, the response is not.
    store.failWrite(2)
    await auth.getToken()
    expect(await memory.load()).toMatchObject({ refreshToken: 'refresh-1' })
    await auth[Symbol.asyncDispose]()
    expect(await memory.load()).toMatchObject({ refreshToken: 'refresh-1+' })
  })

  test.for([
    ['login', (auth: Coordinator) => auth.setTokens(login('alice')), { accessToken: 'alice' }],
    ['logout', (auth: Coordinator) => auth.clear(), { loggedOut: true }],
  ] as const)('takes a %s in the place of a session that begins later by another clock', async ([, act, expected]) => {
    const [memory, clock] = [memoryStore(stored(1, { sessionStart: testStart + 3_600_000 })), createFakeClock()]
    await act(refreshing(memory, clock))
    expect(await memory.load()).toMatchObject(expected)
  })

  test('that was written to between a look and a login takes the login all the same', async () => {
    const [memory, clock] = [memoryStore(stored(1)), createFakeClock()]
    let isFirst = true
    const store = defineStore({
      load: () => memory.load(),
      async save(next, expected) {
        if (isFirst) await memory.save(stored(2), 1)
        isFirst = false
        return memory.save(next, expected)
      },
    })
    await clock.advance(1_000)
    await refreshing(store, clock).setTokens(login('alice'))
    expect(await memory.load()).toMatchObject({ accessToken: 'alice', revision: 3 })
  })
})
