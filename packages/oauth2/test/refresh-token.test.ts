import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestbed, type Testbed } from '@everbearer/testbed'
import { type Coordinator, createCoordinator, memoryStore, type StoredToken } from '@everbearer/core'
import { createFakeClock, type FakeClock } from '../../core/test/fake-clock.ts'
import { clientCredentials, refreshToken, type RefreshTokenOptions } from '../src/index.ts'
import { context, type RecordingServer, startRecordingServer, token } from './support/recording-server.ts'

let server: RecordingServer
let clock: FakeClock
beforeAll(async () => void (server = await startRecordingServer()))
beforeEach(() => {
  server.reset()
  clock = createFakeClock()
})
afterAll(() => server.close())

/** A session that begins with the refresh token r0. */
function session(options: Partial<RefreshTokenOptions> = {}, store = memoryStore()): Coordinator {
  const source = refreshToken({ tokenEndpoint: server.tokenEndpoint, clientId: 'c', refreshToken: 'r0', ...options })
  return createCoordinator({ source, origins: 'any', clock, random: () => 0, retries: 0, store })
}

function sent(): (string | undefined)[] {
  return server.requests.map(({ form }) => Object.fromEntries(form)['refresh_token'])
}

async function tokenAfter(auth: Coordinator, ms: number): Promise<string> {
  await clock.advance(ms)
  return (await auth.getToken()).accessToken
}

describe('a first refresh token', () => {
  it('is used once, and replaced by each one that the server sends', async () => {
    server.reply(...[1, 2, 3].map((n) => ({ body: { ...token, access_token: `a${n}`, refresh_token: `r${n}` } })))
    const auth = session()
    expect([await tokenAfter(auth, 0), await tokenAfter(auth, 300_000), await tokenAfter(auth, 300_000)]).toEqual(['a1', 'a2', 'a3'])
    expect(sent()).toEqual(['r0', 'r1', 'r2'])
  })

  it('serves on where the server sends none', async () => {
    const auth = session()
    for (let round = 0; round < 3; round++) await tokenAfter(auth, 300_000)
    expect(sent()).toEqual(['r0', 'r0', 'r0'])
  })

  it.each([null, ''])('serves on where the server sends %j for one', async (refresh_token) => {
    server.reply({ body: { ...token, refresh_token } })
    const auth = session()
    for (let round = 0; round < 2; round++) await tokenAfter(auth, 300_000)
    expect(sent()).toEqual(['r0', 'r0'])
  })

  it('is used once for many who ask together', async () => {
    server.reply({ body: { ...token, refresh_token: 'r1' } })
    const auth = session()
    await Promise.all(Array.from({ length: 50 }, () => auth.getToken()))
    expect(sent()).toEqual(['r0'])
  })

  it('is kept through a passing trouble', async () => {
    server.reply({ status: 503, body: '' }, { body: { ...token, refresh_token: 'r1' } })
    const auth = session()
    await expect(auth.getToken()).rejects.toMatchObject({ code: 'ERR_TOKEN_UNAVAILABLE' })
    expect(await tokenAfter(auth, 60_000)).toBe('a1')
    expect(sent()).toEqual(['r0', 'r0'])
  })

  it('is kept through a 200 that is no JSON', async () => {
    server.reply({ body: '<html>' }, { body: { ...token, refresh_token: 'r1' } })
    const auth = session()
    await expect(auth.getToken()).rejects.toMatchObject({ code: 'ERR_TOKEN_UNAVAILABLE' })
    expect(await tokenAfter(auth, 60_000)).toBe('a1')
  })

  it('is kept through an answer without a token', async () => {
    server.reply({ body: { unexpected: true } }, { body: { ...token, refresh_token: 'r1' } })
    const auth = session()
    await expect(auth.getToken()).rejects.toMatchObject({ code: 'ERR_TOKEN_UNAVAILABLE' })
    expect(await tokenAfter(auth, 60_000)).toBe('a1')
    expect(sent()).toEqual(['r0', 'r0'])
  })

  it('is replaced even by an answer that is unusable otherwise', async () => {
    server.reply({ body: { ...token, token_type: 'mac', refresh_token: 'r1' } }, { body: token })
    const auth = session()
    await expect(auth.getToken()).rejects.toMatchObject({ code: 'ERR_TOKEN_UNAVAILABLE' })
    expect(await tokenAfter(auth, 60_000)).toBe('a1')
    expect(sent()).toEqual(['r0', 'r1'])
  })

  it('gives way to a living token in the store', async () => {
    const stored: StoredToken = {
      version: 1,
      revision: 7,
      session: 'own-0',
      sessionStart: clock.wall(),
      generation: 7,
      accessToken: 'stored',
      issuedAt: clock.wall(),
      lifetime: 300_000,
      refreshToken: 'r6',
      fields: {},
    }
    const auth = session({}, memoryStore(stored))
    expect(await tokenAfter(auth, 0)).toBe('stored')
    await tokenAfter(auth, 300_000)
    expect(sent()).toEqual(['r6'])
  })

  it('does not bring the session back that was logged out before it was used', async () => {
    const auth = session()
    await auth.setTokens({ access_token: 'login', expires_in: 300 })
    await auth.clear()
    await expect(auth.getToken()).rejects.toMatchObject({ code: 'ERR_SESSION_ENDED', reason: 'cleared' })
    expect(server.requests).toEqual([])
  })

  it('does not bring the session back that was logged out after it was used', async () => {
    const auth = session()
    await auth.getToken()
    await auth.clear()
    await expect(auth.getToken()).rejects.toMatchObject({ code: 'ERR_SESSION_ENDED', reason: 'cleared' })
    expect(sent()).toEqual(['r0'])
  })
})

describe('a refresh token that is dead', () => {
  const dead = { status: 400, body: { error: 'invalid_grant' } }

  it('ends the session at its first use: one request, one event, one typed error for all', async () => {
    server.reply(dead)
    const auth = session()
    const ends: unknown[] = []
    auth.on('session-ended', (event) => ends.push(event))
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => auth.getToken()))
    for (const outcome of outcomes)
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'ERR_SESSION_ENDED', reason: 'no-grant' } })
    await clock.advance(3_600_000)
    await expect(auth.getToken()).rejects.toMatchObject({ code: 'ERR_SESSION_ENDED' })
    expect(ends).toEqual([{ reason: 'no-grant' }])
    expect(server.requests).toHaveLength(1)
  })

  it('ends the session at a later use, and keeps the server’s error as the cause', async () => {
    server.reply({ body: { ...token, refresh_token: 'r1' } }, dead)
    const auth = session()
    await auth.getToken()
    await clock.advance(300_000)
    await expect(auth.getToken()).rejects.toMatchObject({ code: 'ERR_SESSION_ENDED', cause: { error: 'invalid_grant' } })
    expect(sent()).toEqual(['r0', 'r1'])
  })

  it('is not sent at all when its time is over', async () => {
    server.reply({ body: { ...token, refresh_token: 'r1', refresh_expires_in: 300 } })
    const auth = session()
    await auth.getToken()
    await clock.advance(300_000)
    await expect(auth.getToken()).rejects.toMatchObject({ code: 'ERR_SESSION_ENDED' })
    expect(sent()).toEqual(['r0'])
  })

  it('can be followed by a login', async () => {
    server.reply(dead)
    const auth = session()
    await expect(auth.getToken()).rejects.toThrow('ended')
    await auth.setTokens({ access_token: 'login', refresh_token: 'r9', expires_in: 300 })
    server.reply({ body: { ...token, access_token: 'a9' } })
    expect([await tokenAfter(auth, 0), await tokenAfter(auth, 300_000)]).toEqual(['login', 'a9'])
    expect(sent()).toEqual(['r0', 'r9'])
  })
})

describe('against a real server that rotates', () => {
  let testbed: Testbed
  beforeAll(async () => void (testbed = await startTestbed()))
  afterAll(() => testbed.close())

  it('lives through many lifetimes, and never shows a spent token', async () => {
    const client = testbed.registerClient({ refreshTokens: true, rotateRefreshTokens: true })
    const { tokenEndpoint } = testbed
    const login = await clientCredentials({ tokenEndpoint, ...client }).obtain?.(context())
    const source = refreshToken({ tokenEndpoint, ...client, refreshToken: login?.refresh_token ?? '' })
    const auth = createCoordinator({ source, origins: 'any', clock })
    for (let round = 0; round < 10; round++) {
      await Promise.all(Array.from({ length: 20 }, () => auth.getToken()))
      await clock.advance(300_000)
    }
    expect(testbed.counts(client.clientId)).toMatchObject({
      byGrant: { client_credentials: 1, refresh_token: 10 },
      spentRefreshTokens: 0,
      tokenErrors: 0,
    })
  })
})
