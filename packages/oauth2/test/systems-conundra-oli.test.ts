import { inspect } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest'
import { type ClientOptions, startTestbed, type Testbed } from '@everbearer/testbed'
import { type Coordinator, createCoordinator, type CoordinatorOptions, TokenResponseError, type TokenSource } from '@everbearer/core'
import { createFakeClock, type FakeClock, flush } from '../../core/test/fake-clock.ts'
import { clientCredentials, password } from '../src/index.ts'
import { context, type RecordingServer, startRecordingServer } from './support/recording-server.ts'
import { adapterSideOf } from '@everbearer/core/adapter'

const second = 1000
const url = 'https://api.example.com/'

let testbed: Testbed
let server: RecordingServer
let clock: FakeClock
beforeAll(async () => {
  testbed = await startTestbed()
  server = await startRecordingServer()
})
beforeEach(() => {
  server.reset()
  clock = createFakeClock()
})
afterAll(() => Promise.all([testbed.close(), server.close()]))

function coordinate(source: TokenSource, options: Partial<CoordinatorOptions> = {}): Coordinator {
  return createCoordinator({ source, origins: 'any', clock, random: () => 0.5, ...options })
}

function nextEvent(auth: Coordinator, name: 'refresh' | 'refresh-failed'): Promise<object> {
  return new Promise((resolve) => auth.on(name, resolve))
}

describe('Conundra', () => {
  const answer = { access_token: 'a1', expires_in: 300, refresh_expires_in: 0, token_type: 'Bearer', 'not-before-policy': 0, scope: '' }
  const odd = { clientId: 'conündra:%', clientSecret: 's3cr+t/%&=:x y' }

  it('C1: never sends a refresh grant after refresh_expires_in: 0 without a refresh token, and takes 0 for no expiry', async () => {
    const client = testbed.registerClient({
      responseFields: (fields) => ({ ...fields, refresh_expires_in: 0, scope: '', 'not-before-policy': 0 }),
    })
    const auth = coordinate(clientCredentials({ tokenEndpoint: testbed.tokenEndpoint, ...client }))
    for (let round = 0; round < 3; round++) {
      const record = await auth.getToken()
      expect(record).toMatchObject({ lifetime: 300 * second, refreshToken: undefined, refreshExpiresAt: undefined, scope: '' })
      expect(record.fields).toMatchObject({ 'not-before-policy': 0, refresh_expires_in: 0 })
      await clock.advance(100 * second)
      expect((await auth.getToken()).accessToken).toBe(record.accessToken)
      await clock.advance(200 * second)
    }
    expect(testbed.counts(client.clientId)).toMatchObject({ byGrant: { client_credentials: 3 }, tokenRequests: 3 })
  })

  it('C2, C3: sends a form, never multipart, and grant_type without quotes', async () => {
    server.reply({ body: answer })
    await clientCredentials({ tokenEndpoint: server.tokenEndpoint, ...odd }).obtain?.(context())
    expect(server.last.headers['content-type']).toMatch(/^application\/x-www-form-urlencoded\b/)
    expect(server.last.body).toMatch(/(^|&)grant_type=client_credentials(&|$)/)
    expect(server.last.body).not.toMatch(/multipart|boundary|%22|"/)
  })

  it('C4: form-encodes Basic credentials, as a server that decodes them wants it', async () => {
    const client = testbed.registerClient({
      clientId: 'conundra:+/%&= x',
      clientSecret: odd.clientSecret,
      authentication: 'client_secret_basic',
    })
    const source = clientCredentials({ tokenEndpoint: testbed.tokenEndpoint, ...client, clientAuthentication: 'client_secret_basic' })
    expect(await coordinate(source).getToken()).toMatchObject({ generation: 1 })
  })

  it('C4: sends them raw where told to', async () => {
    server.reply({ body: answer })
    const source = clientCredentials({
      tokenEndpoint: server.tokenEndpoint,
      ...odd,
      clientAuthentication: 'client_secret_basic',
      basicEncoding: 'raw',
    })
    await source.obtain?.(context())
    expect(server.last.headers.authorization).toBe(`Basic ${Buffer.from(`${odd.clientId}:${odd.clientSecret}`).toString('base64')}`)
  })

  test.for<[name: string, options: Partial<CoordinatorOptions>, due: number]>([
    ['80 % at the earliest', { random: () => 0 }, 240],
    ['90 % at the latest', { random: () => 1 }, 270],
    ['270 s where told so', { refreshAt: 0.9 }, 270],
  ])('C5: refreshes behind the caller’s back when 300 s are spent to %s', async ([, options, due]) => {
    server.reply({ body: answer }, { body: { ...answer, access_token: 'a2' } })
    const auth = coordinate(clientCredentials({ tokenEndpoint: server.tokenEndpoint, ...odd }), options)
    await auth.getToken()
    await clock.advance(due * second - 1)
    expect(adapterSideOf(auth).authorize({ url })).toMatchObject({ generation: 1 })
    await flush()
    expect(server.requests).toHaveLength(1)
    await clock.advance(1)
    const refreshed = nextEvent(auth, 'refresh')
    expect(adapterSideOf(auth).authorize({ url })).toMatchObject({ generation: 1 })
    expect(await refreshed).toMatchObject({ reason: 'due', waiters: 0 })
    expect(adapterSideOf(auth).authorize({ url })).toMatchObject({ generation: 2 })
    expect(server.requests).toHaveLength(2)
  })
})

describe('OLI Systems', () => {
  const sample = {
    access_token: 'a1',
    expires_in: 300,
    refresh_expires_in: 1800,
    refresh_token: 'r1',
    token_type: 'bearer',
    'not-before-policy': 1_618_935_433,
    session_state: 'd6b0',
    scope: 'email profile',
  }
  const user = { username: 'jürgen@example.com', password: 'pä$$ wörd+&=%"€' }

  function oli(): TokenSource {
    return password({ tokenEndpoint: server.tokenEndpoint, clientId: 'apiclient', ...user })
  }

  it('O1: sends Bearer for token_type "bearer"', async () => {
    server.reply({ body: sample })
    expect(await adapterSideOf(coordinate(oli())).authorize({ url })).toMatchObject({ headers: { Authorization: 'Bearer a1' } })
  })

  it('O2: reads refresh_expires_in, and the manual’s refresh_token_expires_in only where that is missing', async () => {
    const read = async (body: object): Promise<number> => {
      server.reply({ body })
      return (((await coordinate(oli()).getToken()).refreshExpiresAt ?? 0) - clock.wall()) / second
    }
    const { refresh_expires_in: _real, ...without } = sample
    expect(await read({ ...sample, refresh_token_expires_in: 60 })).toBe(1800)
    expect(await read({ ...without, refresh_token_expires_in: 60 })).toBe(60)
  })

  test.for<[name: string, access: number, refresh: number]>([
    ['300 s and 1800 s', 300, 1800],
    ['24 h and 7 days', 86_400, 604_800],
    ['7 days and 30 days', 604_800, 2_592_000],
  ])('O3: takes lifetimes from the answer alone: %s', async ([, access, refresh]) => {
    server.reply({ body: { ...sample, expires_in: access, refresh_expires_in: refresh } })
    const auth = coordinate(oli())
    expect(await auth.getToken()).toMatchObject({ lifetime: access * second, refreshExpiresAt: clock.wall() + refresh * second })
    await clock.advance(access * 0.79 * second)
    await auth.getToken()
    await flush()
    expect(server.requests).toHaveLength(1)
    expect(clock.pendingTimers).toBe(0)
    await clock.advance(access * 0.21 * second)
    await auth.getToken()
    expect(server.last.form).toContainEqual(['grant_type', 'refresh_token'])
    await clock.advance(refresh * second)
    await auth.getToken()
    expect(server.last.form).toContainEqual(['grant_type', 'password'])
    expect(server.requests).toHaveLength(3)
  })

  it('O4: passes not-before-policy, session_state and scope through untouched', async () => {
    server.reply({ body: sample })
    const record = await coordinate(oli()).getToken()
    expect(record.fields).toMatchObject({ 'not-before-policy': 1_618_935_433, session_state: 'd6b0' })
    expect(record.scope).toBe('email profile')
  })

  it('O5: refreshes with the client_id only, and sends no empty client_secret', async () => {
    server.reply({ body: sample })
    const auth = coordinate(oli())
    await auth.getToken()
    auth.invalidate()
    await auth.getToken()
    expect(Object.fromEntries(server.last.form)).toEqual({ client_id: 'apiclient', grant_type: 'refresh_token', refresh_token: 'r1' })
    expect(server.requests.filter(({ body, headers }) => body.includes('client_secret') || headers.authorization !== undefined)).toEqual([])
  })

  const options: ClientOptions = { authentication: 'none', refreshTokens: true }

  it('O6: where a refresh and a login are answered 200 with a bare word, that is a typed error, and the token that is still valid survives', async () => {
    const client = testbed.registerClient(options)
    testbed.registerUser(user)
    const auth = coordinate(password({ tokenEndpoint: testbed.tokenEndpoint, clientId: client.clientId, ...user }))
    const first = await auth.getToken()
    testbed.failTokenEndpoint({ kind: 'text', body: 'refresh_expires_in' }, { clientId: client.clientId, times: 2 })
    const failed = nextEvent(auth, 'refresh-failed')
    await clock.advance(260 * second)
    expect((await auth.getToken()).accessToken).toBe(first.accessToken)
    const event = await failed
    expect(event).toMatchObject({ class: 'unusable', error: { code: 'ERR_TOKEN_UNAVAILABLE', cause: expect.any(TokenResponseError) } })
    expect(inspect(event, { depth: Infinity })).not.toContain('refresh_expires_in')
    expect((await auth.getToken()).accessToken).toBe(first.accessToken)
    await clock.advance(40 * second)
    expect((await auth.getToken()).accessToken).not.toBe(first.accessToken)
    expect(testbed.counts(client.clientId).byGrant).toEqual({ password: 2 })
  })

  it('O7: sends user names and passwords in UTF-8, form-encoded', async () => {
    const { clientId } = testbed.registerClient(options)
    testbed.registerUser(user)
    const real = password({ tokenEndpoint: testbed.tokenEndpoint, clientId, ...user })
    expect(await real.obtain?.(context())).toMatchObject({ access_token: expect.any(String) })

    server.reply({ body: sample })
    await oli().obtain?.(context())
    expect(server.last.body).toContain('username=j%C3%BCrgen%40example.com')
    expect(server.last.body).toContain('password=p%C3%A4%24%24+w%C3%B6rd%2B%26%3D%25%22%E2%82%AC')
  })
})
