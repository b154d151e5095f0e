import { describe, expect, test } from 'vitest'
import { defineStore, memoryStore, TokenRequestError, type TokenStore } from '../src/index.ts'
import { endOfSession } from '../src/token/stored-token.ts'
import { flush } from './fake-clock.ts'
import { testStart, stored } from './stored.ts'
import { createWorld, token } from './world.ts'
import { adapterSideOf } from '../src/adapter/index.ts'

const ended = (reason: string) => ({ code: 'ERR_SESSION_ENDED', reason })
const refreshOnly = { source: { refresh: () => new Promise<never>(() => {}) } }
const login = (user: string) => ({ access_token: user, expires_in: 300, refresh_token: `refresh-${user}` })

/** A store whose readers are told of writes, as another process's would be. */
function noticing(memory: TokenStore): { readonly store: TokenStore; readonly notice: () => Promise<void> } {
  let listener: () => void = () => {}
  const store = defineStore({
    load: () => memory.load(),
    save: (next, expected) => memory.save(next, expected),
    subscribe(given) {
      listener = given
      return () => {}
    },
  })
  return {
    store,
    async notice() {
      listener()
      await flush()
    },
  }
}

describe('a call belongs to the session in which it began', () => {
  test.for(['expired', 'invalidated', 'refused'] as const)(
    'a request that waits (%s) does not go out as the user who logs in within the same tick',
    async (why) => {
      const { auth, clock, rejected, request } = createWorld(refreshOnly)
      await auth.setTokens(login('alice'))
      const sent = await request()
      if (why === 'expired') await clock.advance(300_000)
      if (why === 'invalidated') auth.invalidate()
      if (why === 'refused') void rejected(sent).catch(() => {})
      const waiting = request()
      waiting.catch(() => {})
      await flush()
      void auth.clear()
      void auth.setTokens(login('bob'))
      await expect(waiting).rejects.toMatchObject(ended('cleared'))
      expect((await request()).value).toBe('Bearer bob')
    },
  )

  test('a login alone ends the session before it, and its calls with it', async () => {
    const { auth, request } = createWorld(refreshOnly)
    await auth.setTokens(login('alice'))
    auth.invalidate()
    const waiting = request()
    await auth.setTokens(login('bob'))
    await expect(waiting).rejects.toMatchObject(ended('replaced'))
  })

  test('a call that is retried by its client keeps the session that it began in', async () => {
    const { auth } = createWorld(refreshOnly)
    await auth.setTokens(login('alice'))
    const { session } = adapterSideOf(auth)
    await auth.clear()
    await auth.setTokens(login('bob'))
    const retried = adapterSideOf(auth).authorize({ url: 'https://api.example.com/', session })
    await expect(retried).rejects.toMatchObject(ended('cleared'))
  })

  test('a call that began before any session joins the first that begins', async () => {
    const { auth, calls, request } = createWorld()
    const waiting = request()
    await flush()
    expect(calls).toHaveLength(1)
    await auth.setTokens(login('bob'))
    expect((await waiting).value).toBe('Bearer bob')
  })

  test('tokens of the same session replace those before, and calls that wait get them', async () => {
    const { auth, request } = createWorld(refreshOnly)
    await auth.setTokens(login('alice'))
    const { sessionSignal } = auth
    const { session } = adapterSideOf(auth)
    auth.invalidate()
    const waiting = request()
    await auth.setTokens({ access_token: 'stepped-up', expires_in: 300 }, { session: 'same' })
    expect((await waiting).value).toBe('Bearer stepped-up')
    expect(adapterSideOf(auth).session).toBe(session)
    expect(sessionSignal.aborted).toBe(false)
  })

  test('tokens of the same session keep the refresh token that the store has by then', async () => {
    const store = memoryStore()
    const { auth, calls } = createWorld({ store })
    await auth.setTokens(login('alice'))
    auth.invalidate()
    await flush()
    const answered = calls[0]!.respond({ ...login('alice'), refresh_token: 'rotated' })
    await auth.setTokens({ access_token: 'stepped-up', expires_in: 300 }, { session: 'same' })
    await answered
    await flush()
    expect(await store.load()).toMatchObject({ accessToken: 'stepped-up', refreshToken: 'rotated' })
  })

  test('a new session keeps nothing of the one before', async () => {
    const store = memoryStore()
    const { auth } = createWorld({ store })
    await auth.setTokens({ ...login('alice'), scope: 'all' })
    await auth.setTokens({ access_token: 'bob', expires_in: 300 })
    const record = await store.load()
    expect(record).toMatchObject({ accessToken: 'bob' })
    expect(record).not.toHaveProperty('refreshToken')
    expect(record).not.toHaveProperty('scope')
  })
})

describe('the end of a session', () => {
  test('aborts the signal of the session, and of no other', async () => {
    const { auth } = createWorld(refreshOnly)
    await auth.setTokens(login('alice'))
    const { sessionSignal } = auth
    expect(sessionSignal.aborted).toBe(false)
    await auth.setTokens(login('bob'))
    expect(sessionSignal.reason).toMatchObject(ended('replaced'))
    expect(auth.sessionSignal.aborted).toBe(false)
    auth.dispose()
    expect(auth.sessionSignal).not.toBe(sessionSignal)
  })

  test('is told once, however often clear() is called', async () => {
    const { auth, eventsOf } = createWorld(refreshOnly)
    await auth.setTokens(login('alice'))
    for (let call = 0; call < 3; call++) await auth.clear()
    await flush()
    expect(eventsOf('session-ended')).toEqual([{ reason: 'cleared' }])
  })

  test('comes with the tokens of another subject, and their session is another one', async () => {
    const idToken = (sub: string) => `e30.${btoa(JSON.stringify({ iss: 'https://as', sub }))}.x`
    const { auth, calls, request } = createWorld()
    await auth.setTokens({ ...login('alice'), id_token: idToken('alice') })
    auth.invalidate()
    const waiting = request()
    waiting.catch(() => {})
    await flush()
    await calls[0]?.respond({ access_token: 'bob', expires_in: 300, id_token: idToken('bob') })
    await expect(waiting).rejects.toMatchObject(ended('replaced'))
    expect((await request()).value).toBe('Bearer bob')
  })

  test('does not come with a subject that is not told, or told by a function that throws', async () => {
    for (const subject of [
      undefined,
      () => {
        throw new Error('no')
      },
    ]) {
      const { auth, calls, request } = createWorld({ ...(subject && { subject }) })
      await auth.setTokens(login('alice'))
      auth.invalidate()
      const waiting = request()
      await flush()
      await calls[0]?.respond(token(2))
      expect((await waiting).value).toBe('Bearer access-2')
    }
  })

  test('lets a cooldown end with the next login', async () => {
    const { auth, calls, request } = createWorld({ retries: 0 })
    await auth.setTokens(login('alice'))
    auth.invalidate()
    await flush()
    await calls[0]?.fail(new TokenRequestError('no', { status: 401, error: 'invalid_client' }))
    await auth.setTokens(login('bob'))
    auth.invalidate()
    const waiting = request()
    await flush()
    expect(calls).toHaveLength(2)
    await calls[1]?.respond(token(3))
    expect((await waiting).value).toBe('Bearer access-3')
  })
})

describe('another process', () => {
  test.for(['with a notice', 'without'])('that logs out and in again begins another session here, too (%s)', async (how) => {
    const memory = memoryStore()
    const { store, notice } = noticing(memory)
    const { auth, calls, rejected, request } = createWorld({ store, source: refreshOnly.source })
    await auth.setTokens(login('alice'))
    const sent = await request()
    const record = (await memory.load())!
    await memory.save({ ...endOfSession(record.session, 2, testStart), revision: 2 }, 1)
    await memory.save(stored(3, { session: 'of-bob', accessToken: 'bob' }), 2)
    if (how === 'with a notice') await notice()
    expect(await rejected(sent)).toBeUndefined()
    expect(calls).toHaveLength(0)
    expect((await request()).value).toBe('Bearer bob')
  })

  test('that logs out ends the session here, and credentials of one’s own get another token', async () => {
    const memory = memoryStore()
    const { store, notice } = noticing(memory)
    const { auth, start, calls, request } = createWorld({ store })
    await start()
    const { session } = adapterSideOf(auth)
    await memory.save({ ...endOfSession('own-0', 2, testStart), revision: 2 }, 1)
    await notice()
    await expect(adapterSideOf(auth).authorize({ url: 'https://api.example.com/', session })).rejects.toMatchObject(ended('cleared'))
    const next = request()
    await flush()
    await calls[1]?.respond(token(2))
    expect((await next).value).toBe('Bearer access-2')
    expect(await memory.load()).toMatchObject({ session: 'own-2', accessToken: 'access-2' })
  })

  test('that logs in is noticed by a session that has ended, without any notice', async () => {
    const store = memoryStore()
    const { auth, clock, request } = createWorld({ store, ...refreshOnly })
    await auth.setTokens(login('alice'))
    await auth.clear()
    await expect(request()).rejects.toMatchObject(ended('cleared'))
    await store.save(stored(3, { session: 'of-bob', accessToken: 'bob' }), 2)
    await clock.advance(1_000)
    expect((await request()).value).toBe('Bearer bob')
  })

  test('that saved while a notice was on its way is not overlooked', async () => {
    const memory = memoryStore()
    const { store, notice } = noticing(memory)
    const { auth, request } = createWorld({ store, ...refreshOnly })
    const login1 = auth.setTokens(login('alice'))
    await login1
    const { session } = (await memory.load())!
    const noticed = notice()
    await auth.setTokens({ access_token: 'newer', expires_in: 300 }, { session: 'same' })
    const record = (await memory.load())!
    await memory.save({ ...endOfSession(session, record.generation + 1, testStart), revision: record.revision + 1 }, record.revision)
    await noticed
    await notice()
    await expect(request()).rejects.toMatchObject(ended('cleared'))
  })
})

test('a first token that was asked for before a logout in another process is asked for again, though the store fails then', async () => {
  const memory = memoryStore()
  let notice = () => {}
  let isDown = false
  const store = defineStore({
    load: () => memory.load(),
    save: (next, expected) => (isDown ? Promise.reject(new Error('down')) : memory.save(next, expected)),
    subscribe: (listener) => ((notice = listener), () => {}),
  })
  const { calls, request } = createWorld({ store })
  const waiting = request()
  await flush()
  await memory.save(stored(1, { accessToken: '', loggedOut: true }), 0)
  notice()
  await flush()
  isDown = true
  await calls[0]?.respond(token(1))
  expect(calls).toHaveLength(2)
  await calls[1]?.respond(token(2))
  expect((await waiting).value).toBe('Bearer access-2')
})

test('a session of the source’s own credentials never has the name of one that ended, though the store fails', async () => {
  const memory = memoryStore()
  let isDown = false
  const store = defineStore({
    load: () => (isDown ? Promise.reject(new Error('down')) : memory.load()),
    save: (next, expected) => (isDown ? Promise.reject(new Error('down')) : memory.save(next, expected)),
  })
  const { auth, start, calls, clock, request } = createWorld({ store })
  const names: (string | undefined)[] = []
  const note = async (): Promise<void> => void names.push((await memory.load())?.session)
  await start()
  await note()
  await auth.clear()
  const second = request()
  await flush()
  await calls[1]?.respond(token(2))
  await second
  await note()
  isDown = true
  await expect(auth.clear()).rejects.toMatchObject({ code: 'ERR_STORE' })
  const third = request()
  await flush()
  await calls[2]?.respond(token(3))
  await third
  isDown = false
  await clock.advance(300_000)
  const fourth = request()
  await flush()
  await calls[3]?.respond(token(4))
  await fourth
  await note()
  expect(new Set(names).size).toBe(3)
})

test('a login is not undone by what a store gives that was asked before', async () => {
  const memory = memoryStore(stored(1, { session: 'of-bob' }))
  let give = () => {}
  let isHeld = false
  let notice = () => {}
  const store = defineStore({
    async load() {
      const found = memory.load()
      if (isHeld) await new Promise<void>((resolve) => (give = resolve))
      return found
    },
    save: (next, expected) => memory.save(next, expected),
    subscribe: (listener) => ((notice = listener), () => {}),
  })
  const { auth, eventsOf, request } = createWorld({ store, ...refreshOnly })
  isHeld = true
  notice()
  await flush()
  const done = auth.setTokens(login('alice'))
  isHeld = false
  give()
  await done
  await flush()
  expect((await request()).value).toBe('Bearer alice')
  expect(eventsOf('session-ended')).toEqual([])
})

test('a session that ended for lack of a grant does not come back with the token that was no good', async () => {
  const store = memoryStore()
  const world = createWorld({
    store,
    source: { refresh: async () => Promise.reject(new TokenRequestError('dead', { status: 400, error: 'invalid_grant' })) },
  })
  await world.auth.setTokens(login('alice'))
  const sent = await world.request()
  expect(await world.rejected(sent)).toBeUndefined()
  await expect(world.request()).rejects.toMatchObject(ended('no-grant'))
  await expect(world.request()).rejects.toMatchObject(ended('no-grant'))
})

test('the body of a response to a request of a session that is over is left to its caller', async () => {
  const { auth, rejected, request } = createWorld(refreshOnly)
  await auth.setTokens(login('alice'))
  const sent = await request()
  await auth.setTokens(login('bob'))
  let reads = 0
  const unread = (): null => {
    reads++
    return null
  }
  expect(await rejected(sent, { unread })).toBeUndefined()
  expect(reads).toBe(0)
})

describe('options of setTokens()', () => {
  test.for([
    [{ sesion: 'same' }, 'Unknown option "sesion". Allowed: session.'],
    [{ session: 'keep' }, "session: expected 'new' or 'same'"],
    ['same', 'options: expected an object'],
    [null, 'options: expected an object'],
  ] as const)('%j is rejected, and the session stays', async ([options, message]) => {
    const { auth, request } = createWorld(refreshOnly)
    await auth.setTokens(login('alice'))
    await expect(auth.setTokens(login('bob'), options as never)).rejects.toThrow(new TypeError(message))
    expect((await request()).value).toBe('Bearer alice')
    expect(auth.sessionSignal.aborted).toBe(false)
  })
})

test('a session that was logged out here does not come back, though another process writes its token once more', async () => {
  const shared = memoryStore()
  let obtained = 0
  const { auth, clock, request } = createWorld({ store: shared, source: async () => token(++obtained) })
  await auth.setTokens(token(7))
  const left = (await shared.load())!
  await auth.clear()
  expect((await request()).value).toBe('Bearer access-1')
  // It has not learned of the logout, and its clock is ahead.
  const { revision = 0 } = (await shared.load()) ?? {}
  expect(await shared.save({ ...left, revision: revision + 1, generation: 9, issuedAt: clock.wall() }, revision)).toBe(true)
  auth.invalidate()
  expect((await request()).value).toBe('Bearer access-2')
  expect(await shared.load()).toMatchObject({ accessToken: 'access-2', revision: revision + 2 })
})

test('a logout that ends a session names the one after it, though the store fails then', async () => {
  const memory = memoryStore()
  let isAway = false
  const down = async (): Promise<never> => {
    throw new Error('down')
  }
  const store = defineStore({
    load: () => (isAway ? down() : memory.load()),
    save: (next, expected) => (isAway ? down() : memory.save(next, expected)),
  })
  let obtained = 0
  const { auth, request } = createWorld({ store, source: async () => token(++obtained) })
  await request()
  const { revision = 0 } = (await memory.load()) ?? {}
  await memory.save({ ...endOfSession('own-0', 7, testStart), revision: revision + 1 }, revision)
  auth.invalidate()
  await expect(request()).rejects.toMatchObject({ code: 'ERR_SESSION_ENDED' })
  isAway = true
  expect(await request()).toMatchObject({ value: 'Bearer access-2', generation: 8 })
  expect(adapterSideOf(auth).session.id).toBe('own-7')
})

test('a logout that a failing refresh has found is remembered, though the store fails then', async () => {
  const memory = memoryStore({ ...stored(4), loggedOut: true, accessToken: '' })
  let isAway = false
  const store = defineStore({
    load: () => (isAway ? Promise.reject(new Error('down')) : memory.load()),
    save: (next, expected) => memory.save(next, expected),
  })
  let isDown = true
  const source = async () => (isDown ? Promise.reject(new TokenRequestError('down', { status: 503 })) : token(1))
  const { clock, request } = createWorld({ store, source, retries: 0 })
  await expect(request()).rejects.toMatchObject({ code: 'ERR_TOKEN_UNAVAILABLE' })
  isAway = true
  isDown = false
  await clock.advance(2_000)
  // The generation of the logout was 4: a token from before it would have a lower one.
  expect(await request()).toMatchObject({ value: 'Bearer access-1', generation: 5 })
})
