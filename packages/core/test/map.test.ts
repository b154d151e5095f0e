import { describe, expect, expectTypeOf, test } from 'vitest'
import { camelCase, type CoordinatorOptions, memoryStore, sessionEndpoint, type TokenMap, type TokenResponse } from '../src/index.ts'
import { flush } from './fake-clock.ts'
import { createWorld, token } from './world.ts'

const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no failure',
    (error: unknown) => error,
  )
const wall = Date.UTC(2026, 0, 1)

/** A response as one server writes it, whose token lives 60 s. */
const own = { accessToken: 'access-1', expiresAt: new Date(wall + 60_000).toISOString(), refreshToken: 'refresh-1', role: 'admin' }

const names = { access_token: 'accessToken', expires_at: 'expiresAt', refresh_token: 'refreshToken' } as const

test.for<[name: string, map: TokenMap, response: unknown]>([
  ['names', names, own],
  [
    'a function',
    (response) => ({
      access_token: response.accessToken,
      expires_at: response.expiresAt,
      refresh_token: response.refreshToken,
      role: response.role,
    }),
    own,
  ],
  [
    'a function for a response that is wrapped',
    ({ data }) => ({ ...data, access_token: data.token }),
    { data: { token: 'access-1', expires_in: 60, refresh_token: 'refresh-1', role: 'admin' } },
  ],
  ['camelCase', camelCase, own],
  ['camelCase within a function', ({ data }) => camelCase(data), { data: own }],
  [
    'names, of a response that has the standard’s',
    names,
    { access_token: 'access-1', expires_in: 60, refresh_token: 'refresh-1', role: 'admin' },
  ],
  [
    'camelCase, of a response that has the standard’s',
    camelCase,
    { access_token: 'access-1', expires_in: 60, refresh_token: 'refresh-1', role: 'admin' },
  ],
  ['names, where the end is given in s since 1970', names, { ...own, expiresAt: wall / 1000 + 60 }],
  ['names, where the end is given in ms since 1970', names, { ...own, expiresAt: wall + 60_000 }],
  ['names, where the end is a Date', names, { ...own, expiresAt: new Date(wall + 60_000) }],
])('the option map takes %s', async ([, map, response]) => {
  for (const given of [response, Response.json(response)]) {
    const { auth, calls, clock, request } = createWorld({ map })
    const waiting = request()
    await flush()
    await calls[0]?.respond(given)
    expect((await waiting).value).toBe('Bearer access-1')
    const { fields } = await auth.getToken()
    expect(fields).toMatchObject({ role: 'admin' })
    await clock.advance(56_999)
    expect((await request()).generation).toBe(1)
    expect(calls.length).toBeLessThanOrEqual(2)
    await clock.advance(1)
    void failure(request())
    await flush()
    expect(calls[1]).toMatchObject({ grant: 'refresh', refreshToken: 'refresh-1' })
  }
})

test('no secret stays behind under the name that the server gave it', async () => {
  const store = memoryStore()
  const { auth, calls, request } = createWorld({ map: names, store })
  void request()
  await flush()
  await calls[0]?.respond(own)
  expect((await auth.getToken()).fields).not.toHaveProperty('refreshToken')
  expect(JSON.stringify((await store.load())?.fields)).not.toMatch(/access-1|refresh-1/)
})

test('a field may serve under two names', async () => {
  const { auth, calls, request } = createWorld({ map: { access_token: 'id_token' } })
  void request()
  await flush()
  await calls[0]?.respond({ access_token: 'opaque', id_token: 'e30.e30.x', expires_in: 60 })
  const { accessToken, fields } = await auth.getToken()
  expect([accessToken, fields['id_token']]).toEqual(['e30.e30.x', 'e30.e30.x'])
})

test('tokens that a refresh rotates are mapped as well', async () => {
  const { auth, calls, clock, request } = createWorld({ map: names })
  await auth.setTokens(token(0, { refresh_token: 'refresh-0' }))
  await clock.advance(300_000)
  const waiting = request()
  await flush()
  await calls[0]?.respond({ ...own, expiresAt: wall + 600_000 })
  expect((await waiting).value).toBe('Bearer access-1')
  auth.invalidate()
  await flush()
  expect(calls[1]).toMatchObject({ refreshToken: 'refresh-1' })
})

test('the subject is read from what the map gave', async () => {
  const idToken = (sub: string) => `e30.${btoa(JSON.stringify({ iss: 'https://as', sub }))}.x`
  const { auth, calls, eventsOf, request } = createWorld({ map: camelCase })
  for (const [index, user] of ['alice', 'bob'].entries()) {
    if (index > 0) auth.invalidate()
    else void request()
    await flush()
    await calls[index]?.respond({ accessToken: user, expiresIn: 300, idToken: idToken(user) })
  }
  expect(eventsOf('session-ended')).toEqual([{ reason: 'replaced' }])
})

describe('a response that the map makes nothing of', () => {
  test.for<[name: string, map: TokenMap, response: unknown, fields: string]>([
    ['names', { access_token: 'token' }, own, 'accessToken, expiresAt, refreshToken, role'],
    ['a function that gives no token', () => ({ access_token: undefined }), own, 'accessToken, expiresAt, refreshToken, role'],
    ['a function that gives nothing', (() => undefined) as never, own, 'accessToken, expiresAt, refreshToken, role'],
    ['camelCase', camelCase, { user: 's3cret' }, 'user'],
  ])('names the fields that came, and none of their values: %s', async ([, map, response, fields]) => {
    const { calls, clock, request } = createWorld({ map, retries: 0 })
    const waiting = failure(request())
    await flush()
    await calls[0]?.respond(response)
    expect(await waiting).toMatchObject({ code: 'ERR_TOKEN_UNAVAILABLE', cause: { code: 'ERR_TOKEN_RESPONSE' } })
    expect(((await waiting) as Error).message).toContain(`has no access_token. Its fields: ${fields}.`)
    await clock.advance(1000)
    expect(calls).toHaveLength(1)
  })

  test('says that the function threw, and nothing of what it said', async () => {
    const { calls, request } = createWorld({
      map: () => {
        throw new Error('s3cret')
      },
      retries: 0,
    })
    const waiting = failure(request())
    await flush()
    await calls[0]?.respond(own)
    expect(await waiting).toMatchObject({ code: 'ERR_TOKEN_UNAVAILABLE', message: expect.stringContaining('The function `map` threw') })
    expect(((await waiting) as Error).message).not.toContain('s3cret')
  })

  test.for<[name: string, map: TokenMap, response: unknown]>([
    ['names', names, { error: 'invalid_client' }],
    ['names that say what the error is called', { error: 'fault' }, { fault: 'invalid_client' }],
    ['a function', ({ data }) => ({ access_token: data?.token }), { error: 'invalid_client' }],
  ])('is an error where it says so: %s', async ([, map, response]) => {
    const { calls, request } = createWorld({ map })
    const waiting = failure(request())
    await flush()
    await calls[0]?.respond(response)
    expect(await waiting).toMatchObject({ code: 'ERR_CREDENTIALS_REJECTED', error: 'invalid_client' })
  })

  test.for([null, 'text', [own], 5])('is told apart from %j, which no map is asked about', async (response) => {
    let asked = 0
    const { calls, request } = createWorld({ map: () => ({ access_token: `access-${++asked}` }) })
    const waiting = failure(request())
    await flush()
    await calls[0]?.respond(response)
    expect(await waiting).toMatchObject({ message: expect.stringContaining('not a JSON object') })
    expect(asked).toBe(0)
  })

  test('keeps the refresh token that came with it, for the old one is spent', async () => {
    const store = memoryStore()
    const { auth, calls, clock, request } = createWorld({ map: names, store })
    await auth.setTokens(token(0, { refresh_token: 'refresh-0' }))
    await clock.advance(300_000)
    void failure(request())
    await flush()
    await calls[0]?.respond({ refreshToken: 'refresh-1' })
    expect(await store.load()).toMatchObject({ refreshToken: 'refresh-1' })
  })
})

describe('sessionEndpoint', () => {
  test('has a map of its own', async () => {
    const fetch = async (): Promise<Response> => Response.json(own)
    for (const map of [names, camelCase]) {
      const source = sessionEndpoint('/session/token', { map, fetch })
      expect((await createWorld({ source }).request()).value).toBe('Bearer access-1')
      // To be handed to setTokens() after a login that only set the cookie.
      expect(await source.obtain({ signal: AbortSignal.any([]) })).toMatchObject({ access_token: 'access-1', refresh_token: 'refresh-1' })
    }
  })

  test('goes with the map of the coordinator, too', async () => {
    const source = sessionEndpoint('/session/token', { map: camelCase, fetch: async () => Response.json(own) })
    expect((await createWorld({ source, map: names }).request()).value).toBe('Bearer access-1')
  })

  test('checks its map', () => {
    expect(() => sessionEndpoint('/session/token', { map: { accessToken: 'access_token' } as TokenMap })).toThrow(
      /^map.accessToken: expected in front one of access_token/,
    )
  })
})

describe('camelCase', () => {
  test('gives all names their standard, and leaves other fields alone', () => {
    const given = {
      accessToken: 'a',
      tokenType: 'Bearer',
      expiresIn: 1,
      expiresAt: 2,
      refreshToken: 'r',
      refreshExpiresIn: 3,
      refreshTokenExpiresIn: 4,
      refreshIn: 5,
      idToken: 'i',
      scope: 's',
      userName: 'u',
    }
    expect(camelCase(given)).toEqual({
      access_token: 'a',
      token_type: 'Bearer',
      expires_in: 1,
      expires_at: 2,
      refresh_token: 'r',
      refresh_expires_in: 3,
      refresh_token_expires_in: 4,
      refresh_in: 5,
      id_token: 'i',
      scope: 's',
      userName: 'u',
    })
    expect(given).toHaveProperty('accessToken')
  })

  test('gives setTokens() what it takes', async () => {
    const { auth, request } = createWorld()
    await auth.setTokens(camelCase(own))
    expect((await request()).value).toBe('Bearer access-1')
  })

  test.for([null, undefined, 'text', 5])('leaves %j as it is', (value) => {
    expect(camelCase(value)).toBe(value)
  })
})

test('types: standard names in front, and functions of any JSON', () => {
  expectTypeOf<{ access_token: 'accessToken' }>().toExtend<TokenMap>()
  expectTypeOf(camelCase).toExtend<TokenMap>()
  expectTypeOf(camelCase).returns.toEqualTypeOf<TokenResponse>()
  // @ts-expect-error the wrong way around
  const wrong: CoordinatorOptions['map'] = { accessToken: 'access_token' }
  expect(wrong).toBeDefined()
})
