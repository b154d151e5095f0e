import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { memoryStore, SessionEndedError, TokenRequestError, TokenResponseError } from '../src/index.ts'
import { flush } from './fake-clock.ts'
import { createWorld, token } from './world.ts'
import { adapterSideOf } from '../src/adapter/index.ts'

const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no failure',
    (error: unknown) => error,
  )

describe('setTokens()', () => {
  test('wins over a refresh in progress, and those who waited for it get the new token', async () => {
    const { auth, calls, request } = createWorld()
    const waiting = request()
    await flush()
    await auth.setTokens(token(9))
    expect((await waiting).value).toBe('Bearer access-9')
    await calls[0]?.respond(token(1))
    expect((await request()).value).toBe('Bearer access-9')
  })

  test('puts them in the store', async () => {
    const store = memoryStore()
    await createWorld({ store }).auth.setTokens(token(3, { refresh_token: 'refresh-3' }))
    expect(await store.load()).toMatchObject({ accessToken: 'access-3', refreshToken: 'refresh-3', lifetime: 300_000 })
  })

  test('refuses what is no token, and the present one stays', async () => {
    const { auth, start, request } = createWorld()
    await start()
    await expect(auth.setTokens({ access_token: 'line\nbreak' })).rejects.toBeInstanceOf(TokenResponseError)
    expect((await request()).value).toBe('Bearer access-1')
  })

  test('brings an ended session back', async () => {
    const { auth, request } = createWorld({ source: { refresh: () => new Promise(() => {}) } })
    expect(await failure(request())).toBeInstanceOf(SessionEndedError)
    await auth.setTokens(token(2))
    expect((await request()).value).toBe('Bearer access-2')
  })
})

describe('invalidate()', () => {
  test('refreshes at once, and requests wait for the new token', async () => {
    const { auth, start, calls, request } = createWorld()
    await start()
    auth.invalidate()
    const waiting = request()
    await flush()
    expect(calls).toHaveLength(2)
    await calls[1]?.respond(token(2))
    expect((await waiting).generation).toBe(2)
  })
})

describe('dispose()', () => {
  test('ends waiting requests and each later one, and leaves no timer', async () => {
    const { auth, clock, request } = createWorld()
    const waiting = failure(request())
    await flush()
    auth[Symbol.dispose]()
    expect(await waiting).toMatchObject({ reason: 'disposed' })
    expect(await failure(request())).toMatchObject({ reason: 'disposed' })
    await expect(auth.setTokens(token(1))).rejects.toBeInstanceOf(SessionEndedError)
    await flush()
    expect(clock.pendingTimers).toBe(0)
  })
})

describe('what is printed', () => {
  test('neither coordinator, record, authorization nor event shows a token', async () => {
    const { auth, start, calls, clock, events, request } = createWorld()
    const authorization = await start(token(1, { refresh_token: 'refresh-1', id_token: 'id-1' }))
    const record = await auth.getToken()
    await clock.advance(250_000)
    await request()
    await flush()
    await calls[1]?.respond(token(2))
    await flush()
    for (const value of [auth, record, authorization, events]) {
      const shown = [inspect(value, { depth: Infinity, showHidden: false }), JSON.stringify(value), String(value)].join()
      expect(shown).not.toMatch(/access-\d|refresh-1|id-1/)
    }
    expect(record.accessToken).toBe('access-1')
    expect(record.fields).toMatchObject({ id_token: 'id-1', expires_in: 300 })
  })
})

describe('which requests are ours', () => {
  test.for([
    ['an origin that is not allowed', 'https://elsewhere.example.com/', undefined, false],
    ['credentials of the caller’s own', 'https://api.example.com/', undefined, true],
    ['bearer: false', 'https://api.example.com/', { bearer: false }, false],
  ] as const)('%s: the request leaves untouched, and no token is asked for', async ([, target, options, own]) => {
    const { auth, calls } = createWorld({ origins: ['https://api.example.com'] })
    expect(adapterSideOf(auth).authorize({ url: target, ...options }, own)).toBeUndefined()
    await flush()
    expect(calls).toHaveLength(0)
  })

  test('header and scheme can be chosen', async () => {
    const { start } = createWorld({ header: 'X-Api-Token', scheme: '' })
    expect(await start()).toMatchObject({ headers: { 'X-Api-Token': 'access-1' }, value: 'access-1' })
  })
})

describe('the end of a session', () => {
  test('is told where only a login can begin another, with its reason', async () => {
    const world = createWorld({ source: { refresh: () => new Promise(() => {}) } })
    await world.auth.setTokens(token(1))
    await world.auth.clear()
    await flush()
    expect(world.eventsOf('session-ended')).toEqual([{ reason: 'cleared' }])
  })

  test('is told together with the refresh that failed', async () => {
    const world = createWorld({ source: { refresh: () => Promise.reject(new TokenRequestError('no', { error: 'invalid_grant' })) } })
    await world.auth.setTokens(token(1, { refresh_token: 'refresh-1' }))
    await world.clock.advance(300_000)
    await failure(world.request())
    await flush()
    expect(world.events.map(({ name }) => name)).toEqual([
      'tokens-set',
      'waiting',
      'attempt-failed',
      'refresh-rejected',
      'refresh-failed',
      'session-ended',
    ])
    expect(world.eventsOf('refresh-failed')).toMatchObject([
      { reason: 'expired', class: 'invalid-grant', waiters: 1, duration: 0, error: { code: 'ERR_SESSION_ENDED', reason: 'no-grant' } },
    ])
  })
})
