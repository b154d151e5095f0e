import { describe, expect, test } from 'vitest'
import {
  type Coordinator,
  createCoordinator,
  createCoordinatorPool,
  type CoordinatorOptions,
  type CoordinatorPoolOptions,
  type LogoutClaims,
  type MemoryStore,
  memoryStore,
  type TokenResponse,
  type TokenSource,
} from '../../src/index.ts'
import { flush } from '../fake-clock.ts'
import { stored } from '../stored.ts'

const iss = 'https://auth.example.com'

/** An ID token without a signature: the claims of a coordinator's own token only tell sessions apart. */
function idToken(claims: object): string {
  return `e30.${btoa(JSON.stringify({ iss, ...claims }))}.`
}

function login(sub: string, sid?: string, more: Partial<TokenResponse> = {}): TokenResponse {
  return { access_token: `of-${sub}`, refresh_token: 'secret', expires_in: 300, id_token: idToken({ sub, sid }), ...more }
}

const source: TokenSource = { refresh: async () => ({ access_token: 'later', expires_in: 300 }) }

function createSessions(options: Partial<CoordinatorOptions> = {}, poolOptions: CoordinatorPoolOptions<string> = {}) {
  const stores = new Map<string, MemoryStore>()
  const opened: string[] = []
  const storeOf = (key: string): MemoryStore => stores.get(key) ?? stores.set(key, memoryStore()).get(key)!
  const evicted: string[] = []
  const pool = createCoordinatorPool(
    String,
    (key: string) => {
      opened.push(key)
      return createCoordinator({ source, store: storeOf(key), origins: 'any', ...options })
    },
    { onEvict: (account, reason) => evicted.push(`${account}: ${reason}`), ...poolOptions },
  )
  return { pool, storeOf, opened, evicted }
}

const ended = { code: 'ERR_SESSION_ENDED' }

describe('a logout with a `sid`', () => {
  test('ends that session, in the store too, and no other', async () => {
    const { pool, storeOf, evicted } = createSessions()
    const [one, two] = [pool.for('one'), pool.for('two')]
    await one.setTokens(login('alice', 'sid-1'))
    await two.setTokens(login('alice', 'sid-2'))
    expect(await pool.end({ iss, sub: 'alice', sid: 'sid-1' })).toEqual(['one'])
    await expect(one.getToken()).rejects.toMatchObject(ended)
    expect((await two.getToken()).accessToken).toBe('of-alice')
    expect(storeOf('one').load()).toMatchObject({ loggedOut: true, accessToken: '' })
    expect([pool.has('one'), pool.has('two')]).toEqual([false, true])
    await flush()
    expect(evicted).toEqual(['one: ended'])
  })

  test('finds a session whose later responses had no ID token', async () => {
    const { pool } = createSessions()
    const auth = pool.for('one')
    await auth.setTokens(login('alice', 'sid-1'))
    await flush()
    auth.invalidate()
    expect((await auth.getToken()).accessToken).toBe('later')
    await flush()
    expect(await pool.end({ sid: 'sid-1' })).toEqual(['one'])
  })

  test('does not take the session that came after it', async () => {
    const { pool } = createSessions()
    const auth = pool.for('one')
    await auth.setTokens(login('alice', 'sid-1'))
    await flush()
    await auth.setTokens({ access_token: 'of-bob', expires_in: 300 })
    await flush()
    expect(await pool.end({ sid: 'sid-1' })).toEqual([])
    expect((await auth.getToken()).accessToken).toBe('of-bob')
  })

  test('of another issuer ends nothing', async () => {
    const { pool } = createSessions()
    await pool.for('one').setTokens(login('alice', 'sid-1'))
    expect(await pool.end({ iss: 'https://other.example.com', sub: 'alice', sid: 'sid-1' })).toEqual([])
    expect(pool.has('one')).toBe(true)
  })

  test('ends a session of its subject whose id is unknown', async () => {
    const { pool } = createSessions()
    await pool.for('one').setTokens(login('alice'))
    await pool.for('two').setTokens(login('bob'))
    expect(await pool.end({ iss, sub: 'alice', sid: 'sid-1' })).toEqual(['one'])
  })
})

describe('a logout with a `sub` only', () => {
  test('ends all sessions of that subject, and no other', async () => {
    const { pool } = createSessions()
    for (const [key, sub] of Object.entries({ one: 'alice', two: 'alice', three: 'bob' })) await pool.for(key).setTokens(login(sub, key))
    expect(await pool.end({ iss, sub: 'alice' })).toEqual(['one', 'two'])
    expect(pool.size).toBe(1)
  })

  test.for([
    ['of another issuer ends nothing', { iss: 'https://other.example.com', sub: 'alice' }, []],
    ['without an issuer ends those of each issuer', { sub: 'alice' }, ['one']],
  ] as const)('%s', async ([, logout, keys]) => {
    const { pool } = createSessions()
    await pool.for('one').setTokens(login('alice', 'sid-1'))
    expect(await pool.end(logout)).toEqual(keys)
  })

  test('finds what the option `subject` has read', async () => {
    const { pool } = createSessions({ subject: ({ user }) => user as string })
    await pool.for('one').setTokens({ access_token: 'x', user: '17' })
    expect(await pool.end({ sub: '17' })).toEqual(['one'])
  })
})

describe('accountsOf', () => {
  test('names sessions that only the store has: they are opened, and end there', async () => {
    const sessionsOf: Record<string, string[]> = { 'sid-1': ['one'] }
    const { pool, storeOf, opened } = createSessions({}, { accountsOf: async ({ sid }) => sessionsOf[String(sid)] ?? [] })
    await storeOf('one').save({ ...stored(1), session: 'a-login', refreshToken: 'secret' }, 0)
    expect(await pool.end({ iss, sid: 'sid-1' })).toEqual(['one'])
    expect(opened).toEqual(['one'])
    expect(storeOf('one').load()).toMatchObject({ loggedOut: true })
    expect(pool.size).toBe(0)
  })

  test('and the memory of the process end a session once', async () => {
    const { pool, evicted, opened } = createSessions({}, { accountsOf: () => ['one', 'one'] })
    await pool.for('one').setTokens(login('alice', 'sid-1'))
    expect(await pool.end({ sid: 'sid-1' })).toEqual(['one'])
    await flush()
    expect([evicted, opened]).toEqual([['one: ended'], ['one']])
  })

  test('that fails does not keep the sessions in memory from their end', async () => {
    const down = new Error('the index is away')
    const { pool } = createSessions({}, { accountsOf: () => Promise.reject(down) })
    await pool.for('one').setTokens(login('alice', 'sid-1'))
    await expect(pool.end({ sid: 'sid-1' })).rejects.toMatchObject({ name: 'AggregateError', errors: [down] })
    expect(pool.has('one')).toBe(false)
  })

  test('opens no more than it names: the size of the pool is kept', async () => {
    const { pool, evicted } = createSessions({}, { max: 1, accountsOf: () => ['one', 'two'] })
    const other = pool.for('other')
    expect(await pool.end({ sub: 'alice' })).toEqual(['one', 'two'])
    await flush()
    expect(evicted).toEqual(['one: ended', 'two: ended'])
    expect(pool.for('other')).toBe(other)
  })
})

describe('end()', () => {
  test('rejects if a logout could not be stored; all other sessions have ended', async () => {
    const away = new Error('the store is away')
    const failing = (auth: Coordinator): Coordinator => Object.assign(auth, { clear: () => Promise.reject(away) })
    const pool = createCoordinatorPool(String, (key: string) => {
      const auth = createCoordinator({ source, origins: 'any' })
      return key === 'one' ? failing(auth) : auth
    })
    for (const key of ['one', 'two']) await pool.for(key).setTokens(login('alice', key))
    await expect(pool.end({ sub: 'alice' })).rejects.toMatchObject({ name: 'AggregateError', errors: [away] })
    expect([pool.has('one'), pool.has('two')]).toEqual([true, false])
  })

  test('leaves a login alone that came while it worked', async () => {
    const { pool, storeOf } = createSessions()
    const auth = pool.for('one')
    await auth.setTokens(login('alice', 'sid-1'))
    const ending = pool.end({ sid: 'sid-1' })
    const loggedIn = auth.setTokens(login('alice', 'sid-2'))
    await Promise.all([ending, loggedIn])
    expect(pool.for('one')).toBe(auth)
    expect((await auth.getToken()).accessToken).toBe('of-alice')
    expect(storeOf('one').load()).toMatchObject({ accessToken: 'of-alice' })
  })

  test.for<[message: string, claims: unknown]>([
    ['end: expected claims with a `sid` or a `sub`', {}],
    ['end: expected claims with a `sid` or a `sub`', { iss }],
    ['sid: expected a text that is not empty', { sid: 7 }],
    ['sid: expected a text that is not empty', { sid: '', sub: 'alice' }],
    ['sub: expected a text that is not empty', { sub: ['alice'] }],
    ['iss: expected a text that is not empty', { iss: 7, sub: 'alice' }],
    ['end: expected the claims of a logout token, such as { iss, sid }', null],
    ['end: expected the claims of a logout token, such as { iss, sid }', 'a.b.c'],
  ])('rejects with %s', async ([message, claims]) => {
    const { pool } = createSessions()
    const auth = pool.for('one')
    await auth.setTokens(login('alice', 'sid-1'))
    await expect(pool.end(claims as LogoutClaims)).rejects.toThrow(new TypeError(message))
    expect(pool.has('one')).toBe(true)
  })

  test('takes the whole payload of a logout token', async () => {
    const { pool } = createSessions()
    await pool.for('one').setTokens(login('alice', 'sid-1'))
    const payload: { iss?: string; sub?: string; [claim: string]: unknown } = {
      iss,
      aud: 'web',
      iat: 1,
      jti: 'x',
      sid: 'sid-1',
      events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
    }
    expect(await pool.end(payload)).toEqual(['one'])
  })
})
