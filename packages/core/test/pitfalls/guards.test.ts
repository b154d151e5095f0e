import { expect, test } from 'vitest'
import { createCoordinator, defineStore, memoryStore, type StoredToken } from '../../src/index.ts'
import { flush } from '../fake-clock.ts'
import { createWorld, token } from '../world.ts'
import { adapterSideOf } from '../../src/adapter/index.ts'

test('an async origins predicate lets the token go nowhere', () => {
  const auth = createCoordinator({ source: async () => token(1), origins: (async () => false) as never })
  expect(adapterSideOf(auth).authorize({ url: 'https://evil.example.com/' })).toBeUndefined()
})

test('an async shouldRefresh refreshes nothing', async () => {
  const { start, calls, rejected } = createWorld({ shouldRefresh: (async () => false) as never })
  expect(await rejected(await start(), { status: 404, challenge: null })).toBeUndefined()
  await flush()
  expect(calls).toHaveLength(1)
})

test('a caller whose signal is none harms itself alone', async () => {
  const { calls, request } = createWorld()
  const wrong = request({ signal: new AbortController() as never }).catch((error: unknown) => error)
  const odd = request({ signal: { aborted: false, addEventListener: () => {} } as never })
  const right = request()
  await flush()
  await calls[0]?.respond(token(1))
  expect(await wrong).toBeInstanceOf(TypeError)
  expect((await Promise.all([odd, right])).map(({ generation }) => generation)).toEqual([1, 1])
})

test('a body that can’t be copied leaves the caller its 401', async () => {
  const { start, calls, rejected } = createWorld()
  const unread = (): never => {
    throw new TypeError('locked')
  }
  expect(await rejected(await start(), { unread })).toBeUndefined()
  await flush()
  expect(calls).toHaveLength(2)
})

test.for<[what: string, found: unknown]>([
  ['a token with a line break', { generation: 1, accessToken: 'a\nb', issuedAt: 0, fields: {} }],
  ['no generation', { accessToken: 'a', issuedAt: 0, fields: {} }],
  ['an endless generation', { generation: Infinity, accessToken: 'a', issuedAt: 0, fields: {} }],
  ['a word', 'token'],
])('%s in the store is not sent, and is told of', async ([, found]) => {
  const { start, eventsOf } = createWorld({ store: defineStore({ ...memoryStore(), load: () => found as StoredToken }) })
  expect((await start()).value).toBe('Bearer access-1')
  await flush()
  expect(eventsOf('store-failed')[0]).toMatchObject({ operation: 'load' })
})

test('null in the store is nothing', async () => {
  const { start, eventsOf } = createWorld({ store: defineStore({ ...memoryStore(), load: () => null }) })
  await start()
  await flush()
  expect(eventsOf('store-failed')).toEqual([])
})

test('a request that was sent before a logout is not replayed as the next user', async () => {
  const { auth, rejected, request } = createWorld()
  await auth.setTokens(token(1))
  const sent = await request()
  await auth.clear()
  await auth.setTokens(token(2))
  expect(await rejected(sent)).toBeUndefined()
  expect((await request()).value).toBe('Bearer access-2')
})

test('nor is one whose 401 is still being read when the users change', async () => {
  const { auth, rejected, request } = createWorld()
  await auth.setTokens(token(1))
  const sent = await request()
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  const replay = rejected(sent, { unread: () => readable })
  await flush()
  await auth.clear()
  await auth.setTokens(token(2))
  await writable.close()
  expect(await replay).toBeUndefined()
  expect((await request()).value).toBe('Bearer access-2')
})

test('a source that can’t give its initial refresh token leaves no waiter hanging', async () => {
  const { request } = createWorld({
    source: {
      refresh: async () => token(1),
      initialRefreshToken() {
        throw new Error('keychain locked')
      },
    },
  })
  await expect(request()).rejects.toMatchObject({ code: 'ERR_TOKEN_UNAVAILABLE' })
})

test('dispose() is final, and told once', async () => {
  const { auth, eventsOf } = createWorld({ source: { refresh: async () => token(1) } })
  auth.dispose()
  auth.dispose()
  await auth.clear()
  await expect(auth.setTokens(token(1))).rejects.toMatchObject({ reason: 'disposed' })
  await flush()
  expect(eventsOf('session-ended')).toEqual([{ reason: 'disposed' }])
})
