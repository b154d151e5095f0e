import { expect, test } from 'vitest'
import { defineStore, memoryStore, shareRefreshToken, TokenRequestError, type TokenSource, type TokenTypeHint } from '../src/index.ts'
import { flush } from './fake-clock.ts'
import { createWorld, type World } from './world.ts'

const login = { access_token: 'login-access', expires_in: 300, refresh_token: 'login-refresh' }

/** A world whose source notes what it is told to revoke. */
function createRevokingWorld(more: Partial<Parameters<typeof createWorld>[0]> = {}, fail: () => Error | undefined = () => undefined) {
  const revoked: (readonly [token: string, hint: TokenTypeHint])[] = []
  const source: TokenSource = {
    refresh: () => new Promise<never>(() => {}),
    async revoke(token, hint) {
      revoked.push([token, hint])
      const failure = fail()
      if (failure !== undefined) throw failure
    },
  }
  return Object.assign(createWorld({ source, ...more }), { revoked })
}

async function settled(world: World): Promise<void> {
  await world.auth[Symbol.asyncDispose]()
  await flush()
}

test('a logout revokes nothing by default', async () => {
  const world = createRevokingWorld()
  await world.auth.setTokens(login)
  await world.auth.clear()
  await settled(world)
  expect(world.revoked).toEqual([])
})

test('a logout with `revoke` revokes the refresh token, which takes the access token along', async () => {
  const world = createRevokingWorld()
  await world.auth.setTokens(login)
  await world.auth.clear({ revoke: true })
  await settled(world)
  expect(world.revoked).toEqual([['login-refresh', 'refresh_token']])
  expect(world.eventsOf('revoke-failed')).toEqual([])
})

test('a session without a refresh token revokes its access token', async () => {
  const world = createRevokingWorld()
  await world.auth.setTokens({ access_token: 'alone', expires_in: 300 })
  await world.auth.clear({ revoke: true })
  await settled(world)
  expect(world.revoked).toEqual([['alone', 'access_token']])
})

test('a coordinator that never had a token revokes nothing', async () => {
  const world = createRevokingWorld()
  await world.auth.clear({ revoke: true })
  await settled(world)
  expect([world.revoked, world.eventsOf('revoke-failed')]).toEqual([[], []])
})

test('a second logout revokes nothing again', async () => {
  const world = createRevokingWorld()
  await world.auth.setTokens(login)
  await world.auth.clear({ revoke: true })
  await world.auth.clear({ revoke: true })
  await settled(world)
  expect(world.revoked).toHaveLength(1)
})

test('a process that has just begun revokes the token that the store holds', async () => {
  const store = memoryStore()
  const first = createRevokingWorld({ store })
  await first.auth.setTokens(login)
  const second = createRevokingWorld({ store })
  await second.auth.clear({ revoke: true })
  await settled(second)
  expect(second.revoked).toEqual([['login-refresh', 'refresh_token']])
})

test('the token of another process is newer than that in memory', async () => {
  const store = memoryStore()
  const first = createRevokingWorld({ store })
  await first.auth.setTokens(login)
  const stored = await store.load()
  if (stored === undefined) throw new Error('the store has no record')
  await store.save({ ...stored, revision: stored.revision + 1, refreshToken: 'rotated elsewhere' }, stored.revision)
  await first.auth.clear({ revoke: true })
  await settled(first)
  expect(first.revoked).toEqual([['rotated elsewhere', 'refresh_token']])
})

test('the logout waits for no revocation: a server that hangs delays nobody', async () => {
  const hanging: TokenSource = { refresh: () => new Promise<never>(() => {}), revoke: () => new Promise<never>(() => {}) }
  const { auth, clock, eventsOf } = createWorld({ source: hanging })
  await auth.setTokens(login)
  await auth.clear({ revoke: true })
  expect(auth.peek().status).toBe('ended')
  await clock.advance(40_000)
  expect(eventsOf('revoke-failed')).toEqual([{ class: 'transient', status: undefined, error: undefined }])
})

test('the store has the logout before the server is asked', async () => {
  const order: string[] = []
  const memory = memoryStore()
  const store = defineStore({
    load: () => memory.load(),
    async save(next, expected) {
      if (next.loggedOut === true) order.push('stored')
      return memory.save(next, expected)
    },
  })
  const source: TokenSource = { refresh: () => new Promise<never>(() => {}), revoke: async () => void order.push('revoked') }
  const world = createWorld({ source, store })
  await world.auth.setTokens(login)
  await world.auth.clear({ revoke: true })
  await settled(world)
  expect(order).toEqual(['stored', 'revoked'])
})

test('a store that could not save the logout rejects, and the server revokes the token all the same', async () => {
  const memory = memoryStore()
  let isDown = false
  const store = defineStore({
    load: () => memory.load(),
    async save(next, expected) {
      if (isDown) throw new Error('no room')
      return memory.save(next, expected)
    },
  })
  const world = createRevokingWorld({ store })
  await world.auth.setTokens(login)
  isDown = true
  await expect(world.auth.clear({ revoke: true })).rejects.toMatchObject({ code: 'ERR_STORE' })
  await settled(world)
  expect(world.revoked).toEqual([['login-refresh', 'refresh_token']])
})

test('a passing failure is retried', async () => {
  const failures = [new TokenRequestError('busy', { status: 503 })]
  const world = createRevokingWorld({}, () => failures.shift())
  await world.auth.setTokens(login)
  await world.auth.clear({ revoke: true })
  await world.clock.advance(10_000)
  expect(world.revoked).toHaveLength(2)
  expect(world.eventsOf('revoke-failed')).toEqual([])
})

test('a rejection is told by an event without a secret, and rejects nothing', async () => {
  const world = createRevokingWorld({}, () => new TokenRequestError('no login-refresh', { status: 401, error: 'invalid_client' }))
  await world.auth.setTokens(login)
  await world.auth.clear({ revoke: true })
  await settled(world)
  expect(world.revoked).toHaveLength(1)
  expect(world.eventsOf('revoke-failed')).toEqual([{ class: 'terminal', status: 401, error: 'invalid_client' }])
  expect(JSON.stringify(world.events)).not.toContain('login-')
})

test('a source without `revoke` ends the session all the same, and the event says so', async () => {
  const world = createWorld({ source: { refresh: () => new Promise<never>(() => {}) } })
  await world.auth.setTokens(login)
  await world.auth.clear({ revoke: true })
  await settled(world)
  expect(world.auth.peek().status).toBe('ended')
  expect(world.eventsOf('revoke-failed')).toEqual([{ class: 'source-error', status: undefined, error: undefined }])
})

test('an unknown option is a TypeError, and the session goes on', async () => {
  const world = createRevokingWorld()
  await world.auth.setTokens(login)
  await expect(world.auth.clear({ revok: true } as never)).rejects.toThrow('Unknown option "revok". Allowed: revoke.')
  expect(world.auth.peek().status).toBe('active')
})

test('a shared refresh token is revoked by its newest successor', async () => {
  const revoked: string[] = []
  const source: TokenSource = {
    refresh: async () => ({ access_token: 'new', expires_in: 300, refresh_token: 'newest' }),
    revoke: async (token) => void revoked.push(token),
  }
  const join = shareRefreshToken()
  const first = createWorld({ source: join(source) })
  const second = createWorld({ source: join(source) })
  await first.auth.setTokens(login)
  await second.auth.setTokens(login)
  first.auth.invalidate()
  await first.auth.getToken()
  await second.auth.clear({ revoke: true })
  await settled(second)
  expect(revoked).toEqual(['newest'])
})
