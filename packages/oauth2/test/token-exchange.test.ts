import { createCoordinator, createCoordinatorPool, memoryStore, type TokenSource } from '@everbearer/core'
import { startTestbed, type Testbed } from '@everbearer/testbed'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createFakeClock, type FakeClock, flush } from '../../core/test/fake-clock.ts'
import { clientCredentials, refreshToken, tokenExchange, type TokenExchangeOptions } from '../src/index.ts'
import { context, type RecordingServer, startRecordingServer, token } from './support/recording-server.ts'

let server: RecordingServer
let clock: FakeClock
beforeAll(async () => void (server = await startRecordingServer()))
beforeEach(() => {
  server.reset()
  clock = createFakeClock()
})
afterAll(() => server.close())

const accessToken = 'urn:ietf:params:oauth:token-type:access_token'
const exchanged = { ...token, access_token: 'exchanged', issued_token_type: accessToken }
const dead = { status: 400, body: { error: 'invalid_grant' } }

function exchange(options: Partial<TokenExchangeOptions> & Pick<TokenExchangeOptions, 'subjectToken'>): TokenSource {
  return tokenExchange({ tokenEndpoint: server.tokenEndpoint, clientId: 'c', clientSecret: 's', ...options })
}

function subjectOf(source: TokenSource) {
  return createCoordinator({ source, origins: 'any', random: () => 0.5 })
}

/** A subject whose tokens are `user-1`, `user-2` and so on. */
function countedSubject() {
  let number = 0
  return subjectOf({
    refresh: async () => ({ access_token: `user-${++number}`, refresh_token: 'r', expires_in: 300 }),
    initialRefreshToken: () => 'r',
  })
}

const sentSubjects = (): unknown[] => server.requests.map(({ form }) => Object.fromEntries(form)['subject_token'])

describe('the request', () => {
  it('has the parameters of RFC 8693 §2.1, and nothing more', async () => {
    await exchange({
      subjectToken: 'subject',
      actorToken: async () => 'actor',
      audience: 'orders',
      resource: 'https://orders.example.com',
      requestedTokenType: accessToken,
      scope: 'read',
    }).obtain?.(context())
    expect(Object.fromEntries(server.last.form)).toEqual({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      client_id: 'c',
      client_secret: 's',
      subject_token: 'subject',
      subject_token_type: accessToken,
      actor_token: 'actor',
      actor_token_type: accessToken,
      audience: 'orders',
      resource: 'https://orders.example.com',
      requested_token_type: accessToken,
      scope: 'read',
    })
  })

  it('calls a function for each attempt, and names other types', async () => {
    let calls = 0
    const source = exchange({ subjectToken: () => `token-${++calls}`, subjectTokenType: 'urn:ietf:params:oauth:token-type:id_token' })
    await source.obtain?.(context())
    await source.obtain?.(context())
    expect(sentSubjects()).toEqual(['token-1', 'token-2'])
    expect(server.last.form).toContainEqual(['subject_token_type', 'urn:ietf:params:oauth:token-type:id_token'])
  })

  it('refreshes by a refresh token, if the server gave one', async () => {
    await exchange({ subjectToken: 'subject' }).refresh?.('r', context())
    expect(server.last.form).toContainEqual(['grant_type', 'refresh_token'])
  })
})

describe('issued_token_type', () => {
  const issue = (issued: string | undefined, requestedTokenType: string | undefined): Promise<unknown> | undefined => {
    server.reply({ body: { ...token, access_token: 's3cret', ...(issued !== undefined && { issued_token_type: issued }) } })
    return exchange({ subjectToken: 'subject', requestedTokenType }).obtain?.(context())
  }

  it.each<[name: string, issued: string | undefined, requested: string | undefined]>([
    ['an access token', accessToken, undefined],
    ['a JWT', 'urn:ietf:params:oauth:token-type:jwt', undefined],
    ['nothing, against the standard', undefined, undefined],
    ['the type that was asked for', 'urn:example:ticket', 'urn:example:ticket'],
  ])('may be %s', async (_name, issued, requested) => {
    expect(await issue(issued, requested)).toMatchObject({ access_token: 's3cret' })
  })

  it.each<[name: string, issued: string, requested: string | undefined]>([
    ['an ID token that nobody asked for', 'urn:ietf:params:oauth:token-type:id_token', undefined],
    ['an access token instead of the type that was asked for', accessToken, 'urn:example:ticket'],
  ])('may not be %s: the token is not used', async (_name, issued, requested) => {
    await expect(issue(issued, requested)).rejects.toMatchObject({
      code: 'ERR_TOKEN_RESPONSE',
      message: expect.not.stringContaining('s3cret'),
    })
  })
})

describe('a coordinator as the subject', () => {
  it('gives its current token, which it refreshes by its own rules', async () => {
    const subject = countedSubject()
    const auth = createCoordinator({ source: exchange({ subjectToken: subject }), origins: 'any', clock })
    server.reply({ body: exchanged })
    expect((await auth.getToken()).accessToken).toBe('exchanged')
    auth.invalidate()
    await auth.getToken()
    expect(sentSubjects()).toEqual(['user-1', 'user-1'])
  })

  it('refreshes a token that the server calls dead, once', async () => {
    server.reply(dead, { body: exchanged })
    const subject = countedSubject()
    expect(await exchange({ subjectToken: subject }).obtain?.(context())).toMatchObject({ access_token: 'exchanged' })
    expect(sentSubjects()).toEqual(['user-1', 'user-2'])
  })

  it.each(['invalid_request', 'invalid_grant', 'invalid_token'])(
    'takes %s for a dead token, and gives up after the second',
    async (error) => {
      server.reply({ status: 400, body: { error } })
      await expect(exchange({ subjectToken: countedSubject() }).obtain?.(context())).rejects.toMatchObject({ status: 400, error })
      expect(sentSubjects()).toEqual(['user-1', 'user-2'])
    },
  )

  it('keeps its token where the server rejects the client', async () => {
    server.reply({ status: 401, body: { error: 'invalid_client' } })
    const subject = countedSubject()
    await expect(exchange({ subjectToken: subject }).obtain?.(context())).rejects.toMatchObject({ error: 'invalid_client' })
    expect([sentSubjects(), (await subject.getToken()).accessToken]).toEqual([['user-1'], 'user-1'])
  })

  it('is not invalidated for a token that it has replaced already', async () => {
    const subject = countedSubject()
    server.reply(
      () => {
        subject.invalidate()
        return dead
      },
      { body: exchanged },
    )
    await exchange({ subjectToken: subject }).obtain?.(context())
    expect(sentSubjects()).toEqual(['user-1', 'user-2'])
    expect((await subject.getToken()).accessToken).toBe('user-2')
  })

  it('sends no token twice that no refresh could replace', async () => {
    server.reply(dead)
    let isFirst = true
    const subject = subjectOf({
      refresh: async () => {
        if (!isFirst) throw new Error('away')
        isFirst = false
        return { access_token: 'user-1', refresh_token: 'r', expires_in: 300 }
      },
      initialRefreshToken: () => 'r',
    })
    await subject.getToken()
    const source = exchange({ subjectToken: subject })
    await expect(source.obtain?.({ signal: AbortSignal.timeout(5_000) })).rejects.toMatchObject({ error: 'invalid_grant' })
    expect(sentSubjects()).toEqual(['user-1'])
  }, 20_000)

  it('a fixed token that is dead is sent once', async () => {
    server.reply(dead)
    await expect(exchange({ subjectToken: 'fixed' }).obtain?.(context())).rejects.toMatchObject({ error: 'invalid_grant' })
    expect(server.requests).toHaveLength(1)
  })

  it('that has no session fails with a typed error, and goes on after its login', async () => {
    server.reply({ body: exchanged })
    const subject = subjectOf({ refresh: () => new Promise<never>(() => {}) })
    const auth = createCoordinator({ source: exchange({ subjectToken: subject }), origins: 'any', clock })
    await expect(auth.getToken()).rejects.toMatchObject({ code: 'ERR_SESSION_ENDED', reason: 'not-signed-in' })
    await subject.setTokens({ access_token: 'user', expires_in: 300 })
    await clock.advance(1)
    expect((await auth.getToken()).accessToken).toBe('exchanged')
  })

  it('that logs out ends the exchanged session at once: no request carries its token any more', async () => {
    server.reply({ body: exchanged })
    const subject = countedSubject()
    const store = memoryStore()
    const auth = createCoordinator({ source: exchange({ subjectToken: subject }), origins: 'any', store })
    await auth.getToken()
    const cleared = subject.clear()
    expect(auth.peek()).toMatchObject({ status: 'ended', accessToken: undefined })
    await cleared
    await auth[Symbol.asyncDispose]()
    expect(await store.load()).toMatchObject({ loggedOut: true })
  })

  it('whose user is replaced leaves no token of the user before', async () => {
    server.reply({ body: { ...exchanged, access_token: 'for-alice' } }, { body: { ...exchanged, access_token: 'for-bob' } })
    const subject = subjectOf({ refresh: () => new Promise<never>(() => {}) })
    await subject.setTokens({ access_token: 'alice', expires_in: 300 })
    const auth = createCoordinator({ source: exchange({ subjectToken: subject }), origins: 'any' })
    expect((await auth.getToken()).accessToken).toBe('for-alice')
    await subject.setTokens({ access_token: 'bob', expires_in: 300 })
    expect((await auth.getToken()).accessToken).toBe('for-bob')
    expect(sentSubjects()).toEqual(['alice', 'bob'])
    await subject.clear()
    expect(auth.peek().status).toBe('ended')
  })

  it('that is disposed of, as at a shutdown, ends no session', async () => {
    server.reply({ body: exchanged })
    const subject = countedSubject()
    const store = memoryStore()
    const auth = createCoordinator({ source: exchange({ subjectToken: subject }), origins: 'any', store })
    await auth.getToken()
    subject.dispose()
    await flush()
    expect([auth.peek().status, (await store.load())?.accessToken]).toEqual(['active', 'exchanged'])
  })

  it('is followed no more after `dispose()`: the store keeps the token for the next process', async () => {
    server.reply({ body: exchanged })
    const subject = countedSubject()
    const store = memoryStore()
    const auth = createCoordinator({ source: exchange({ subjectToken: subject }), origins: 'any', store })
    await auth.getToken()
    await auth[Symbol.asyncDispose]()
    await subject.clear()
    await flush()
    expect(await store.load()).toMatchObject({ accessToken: 'exchanged' })
  })

  it('must not be the coordinator itself: a function that waits for its own token is a mistake that is told', async () => {
    const lazy: { auth?: ReturnType<typeof createCoordinator> } = {}
    const subjectToken = async (): Promise<string> => (await lazy.auth?.getToken())?.accessToken ?? ''
    lazy.auth = createCoordinator({ source: exchange({ subjectToken }), origins: 'any', refreshTimeout: 50, retries: 0 })
    await expect(lazy.auth.getToken()).rejects.toMatchObject({ code: 'ERR_TOKEN_SOURCE' })
  })
})

describe('against a real server', () => {
  let testbed: Testbed
  beforeAll(async () => void (testbed = await startTestbed()))
  afterAll(() => testbed.close())

  it('a revoked subject token costs one refresh of the subject, and no caller an error', async () => {
    const { issuer } = testbed
    const app = testbed.registerClient({ refreshTokens: true, rotateRefreshTokens: true })
    const service = testbed.registerClient()
    const subject = subjectOf(refreshToken({ issuer, ...app }))
    const login = await clientCredentials({ issuer, ...app }).obtain?.(context())
    if (login === undefined) throw new Error('no login')
    await subject.setTokens(login)
    const auth = createCoordinator({ source: tokenExchange({ issuer, ...service, subjectToken: subject }), origins: 'any' })
    await auth.getToken()
    testbed.revokeAccessTokens()
    auth.invalidate()
    await Promise.all(Array.from({ length: 20 }, () => auth.getToken()))
    const { accessToken: now } = await auth.getToken()
    expect((await fetch(`${testbed.api}/echo`, { headers: { authorization: `Bearer ${now}` } })).ok).toBe(true)
    expect(testbed.counts(app.clientId)).toMatchObject({ byGrant: { refresh_token: 1 }, spentRefreshTokens: 0 })
  })

  it('a pool has one entry for each audience, and the logout of the login ends them all', async () => {
    const { issuer } = testbed
    const app = testbed.registerClient({ refreshTokens: true })
    const service = testbed.registerClient()
    const login = subjectOf(refreshToken({ issuer, ...app }))
    const first = await clientCredentials({ issuer, ...app }).obtain?.(context())
    if (first === undefined) throw new Error('no login')
    await login.setTokens(first)
    const audiences = createCoordinatorPool(
      (audience: string) => audience,
      (audience) => createCoordinator({ source: tokenExchange({ issuer, ...service, subjectToken: login, audience }), origins: 'any' }),
    )
    const tokens = await Promise.all(
      ['orders', 'invoices', 'orders'].map(async (name) => (await audiences.for(name).getToken()).accessToken),
    )
    expect(new Set(tokens).size).toBe(2)
    expect(testbed.counts(service.clientId).tokenRequests).toBe(2)
    await login.clear()
    expect(audiences.peek().map(({ status }) => status)).toEqual(['ended', 'ended'])
    await expect(audiences.for('orders').getToken()).rejects.toMatchObject({ code: 'ERR_SESSION_ENDED' })
  })
})
