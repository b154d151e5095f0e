import { describe, expect, test } from 'vitest'
import { inspect } from 'node:util'
import {
  type CoordinatorOptions,
  defineStore,
  memoryStore,
  refreshTimer,
  SessionEndedError,
  TokenRequestError,
  type TokenSource,
} from '../src/index.ts'
import { endOfSession } from '../src/token/stored-token.ts'
import { flush } from './fake-clock.ts'
import { testStart, stored } from './stored.ts'
import { createWorld, token, type World } from './world.ts'

const login = token(1, { refresh_token: 'refresh-1' })
const peeked = ({ auth }: Pick<World, 'auth'>): [status: string, accessToken: string | undefined] => {
  const { status, accessToken } = auth.peek()
  return [status, accessToken]
}
const settled = (promise: Promise<unknown>): Promise<unknown> => promise.catch(() => {})

describe('the status is unknown', () => {
  test('until the source has answered', async () => {
    const world = createWorld()
    expect(peeked(world)).toEqual(['unknown', undefined])
    const waiting = world.request()
    await flush()
    expect(peeked(world)).toEqual(['unknown', undefined])
    await world.calls[0]?.respond(token(1))
    await waiting
    expect(peeked(world)).toEqual(['active', 'access-1'])
  })

  test('until the source has answered, though the store is empty or remembers a logout', async () => {
    const store = memoryStore()
    await store.save({ ...endOfSession('alice', 1, testStart), revision: 1 }, 0)
    for (const options of [{}, { store }] satisfies Partial<CoordinatorOptions>[]) {
      const world = createWorld(options)
      void settled(world.request())
      await flush()
      expect(world.calls).toHaveLength(1)
      expect(peeked(world)).toEqual(['unknown', undefined])
    }
  })

  test('while the token endpoint is down, and during the cooldown', async () => {
    const world = createWorld({ retries: 0 })
    const waiting = settled(world.request())
    await flush()
    await world.calls[0]?.fail(new TokenRequestError('down', { status: 503 }))
    await waiting
    expect(peeked(world)).toEqual(['unknown', undefined])
  })

  test('while the store fails, if the source only refreshes', async () => {
    const fail = async (): Promise<never> => Promise.reject(new Error('no disk'))
    const world = createWorld({ source: { refresh: async () => token(1) }, store: defineStore({ load: fail, save: fail }), retries: 0 })
    await settled(world.request())
    expect(peeked(world)).toEqual(['unknown', undefined])
  })
})

describe('the status is ended', () => {
  test.for<[name: string, source: TokenSource]>([
    ['the source says that nobody is signed in', { obtain: async () => Promise.reject(new SessionEndedError()) }],
    ['a source that only refreshes has nothing to begin with', { refresh: async () => token(1) }],
  ])('once %s, whatever becomes of requests', async ([, source]) => {
    for (const beforeSignIn of ['fail', 'send-without-token'] as const) {
      const world = createWorld({ source, beforeSignIn })
      await settled(world.request())
      expect(peeked(world)).toEqual(['ended', undefined])
      await world.auth.setTokens(login)
      expect(peeked(world)).toEqual(['active', 'access-1'])
    }
  })

  test.for<[name: string, end: (world: World) => unknown]>([
    ['clear()', ({ auth }) => void auth.clear()],
    ['dispose()', ({ auth }) => auth.dispose()],
    [
      'a refresh token that is dead, and no other way',
      async ({ clock, request }) => {
        await clock.advance(300_000)
        await settled(request())
      },
    ],
  ])('after %s', async ([, end]) => {
    const world = createWorld({
      source: { refresh: async () => Promise.reject(new TokenRequestError('dead', { status: 400, error: 'invalid_grant' })) },
    })
    await world.auth.setTokens(login)
    await end(world)
    expect(peeked(world)).toEqual(['ended', undefined])
  })

  test('after a logout, until the source has got another token', async () => {
    const world = createWorld()
    await world.start()
    await world.auth.clear()
    expect(peeked(world)).toEqual(['ended', undefined])
    await world.auth.setTokens(token(2))
    expect(peeked(world)).toEqual(['active', 'access-2'])
  })

  test('after a logout in another process', async () => {
    const store = memoryStore()
    const world = createWorld({ store })
    await world.start()
    const record = (await store.load())!
    await store.save({ ...endOfSession(record.session, record.generation + 1, testStart), revision: record.revision + 1 }, record.revision)
    await world.clock.advance(300_000)
    const waiting = settled(world.request())
    await flush()
    expect(peeked(world)).toEqual(['ended', undefined])
    world.auth.dispose()
    await waiting
  })
})

describe('the status is active', () => {
  test('without a token while no request would get one at once: expired, invalidated, rejected', async () => {
    for (const why of ['expired', 'invalidated', 'rejected'] as const) {
      const world = createWorld()
      const sent = await world.start()
      expect(peeked(world)).toEqual(['active', 'access-1'])
      if (why === 'expired') await world.clock.advance(290_000)
      if (why === 'invalidated') world.auth.invalidate()
      if (why === 'rejected') void settled(world.rejected(sent))
      expect(world.ask()).toBeInstanceOf(Promise)
      expect(peeked(world)).toEqual(['active', undefined])
    }
  })

  test('with the token of a session that begins in the store', async () => {
    const store = memoryStore()
    await store.save(stored(1), 0)
    const world = createWorld({ store })
    await world.request()
    expect(peeked(world)).toEqual(['active', 'stored-1'])
  })
})

test('nothing is known after another session has begun elsewhere whose token is no good here', async () => {
  const store = memoryStore()
  const world = createWorld({ store })
  await world.start()
  const { revision } = (await store.load())!
  await store.save(stored(revision + 1, { session: 'bob', issuedAt: testStart - 3_600_000 }), revision)
  world.auth.invalidate()
  await flush()
  expect(peeked(world)).toEqual(['unknown', undefined])
})

test('peek() starts nothing, and is no use of the token', async () => {
  let loads = 0
  const memory = memoryStore()
  const store = defineStore({ load: () => (loads++, memory.load()), save: memory.save.bind(memory) })
  const world = createWorld({ store, proactive: refreshTimer() })
  world.auth.peek()
  await flush()
  expect([world.calls.length, loads]).toEqual([0, 0])

  await world.start()
  for (let age = 0; age < 280_000; age += 10_000) {
    expect(peeked(world)).toEqual(['active', 'access-1'])
    await world.clock.advance(10_000)
  }
  expect(world.calls).toHaveLength(1)
})

test('what peek() gives can be printed without showing the token', async () => {
  const world = createWorld()
  await world.start()
  const given = world.auth.peek()
  expect(given.accessToken).toBe('access-1')
  expect(`${inspect(given, { depth: 9 })} ${JSON.stringify(given)}`).not.toContain('access-1')
})
