import { withBearer } from '@everbearer/fetch'
import { EverbearerError } from '@everbearer/core'
import { describe, expect, it } from 'vitest'
import { createTestCoordinator, expectRequests, type TestCoordinatorOptions } from '../../src/index.ts'

function setUp(options?: TestCoordinatorOptions) {
  const kit = createTestCoordinator(options)
  return { ...kit, api: withBearer(kit.server.fetch, kit.auth) }
}

const orders = 'https://api.test/orders'
const codeOf = (error: unknown): string => (error instanceof EverbearerError ? error.code : String(error))

describe('a test coordinator', () => {
  it('gets a token on demand, and sends it', async () => {
    const { api, server } = setUp()
    server.nextToken({ access_token: 'mine', expires_in: 60 })
    expect((await api(orders, { method: 'POST', body: 'a book' })).status).toBe(200)
    expectRequests(server.tokenRequests, [{ grant: 'client_credentials', status: 200 }])
    expectRequests(server.apiRequests, [{ method: 'POST', path: '/orders', token: 'mine', body: 'a book' }])
  })

  it('refreshes in the background past due, and before the request past expiry', async () => {
    const { api, server, clock, pastDue, pastExpiry } = setUp()
    await api(orders)
    await pastDue()
    await api(orders)
    await clock.advance(0)
    await api(orders)
    await pastExpiry()
    await api(orders)
    expectRequests(server.apiRequests, [{ token: 'access-1' }, { token: 'access-1' }, { token: 'access-2' }, { token: 'access-3' }])
  })

  it('moves past expiry also if the token is due already, without a refresh', async () => {
    const { api, server, pastDue, pastExpiry } = setUp()
    await api(orders)
    await pastDue()
    await pastExpiry()
    expect(server.tokenRequests).toHaveLength(1)
  })

  it('tells that there is no token to move past', async () => {
    const { api, server, pastDue, pastExpiry } = setUp()
    await expect(pastDue()).rejects.toThrow('there is no token to move past: send a request first')
    server.nextToken({ access_token: 'forever', expires_in: null })
    await api(orders)
    await expect(pastExpiry()).rejects.toThrow('the token has no lifetime')
  })

  it('refreshes once for a storm of 401s', async () => {
    const { api, server } = setUp()
    await api(orders)
    server.revokeAccessTokens()
    const responses = await Promise.all(Array.from({ length: 20 }, () => api(orders)))
    expect(responses.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200))
    expect(server.tokenRequests).toHaveLength(2)
    expect(server.apiRequests.filter(({ status }) => status === 401)).toHaveLength(20)
  })

  it('serves requests in an outage while the token is good, and fails afterwards', async () => {
    const { api, server, events, pastExpiry, clock } = setUp()
    await api(orders)
    const end = server.failTokens({ status: 503, retryAfter: 30 })
    await pastExpiry()
    expect(codeOf(await api(orders).catch((error: unknown) => error))).toBe('ERR_TOKEN_UNAVAILABLE')
    expect(events.find(({ name }) => name === 'cooldown')?.event).toMatchObject({ duration: 37_500 })
    end()
    await clock.advance(37_500)
    expect((await api(orders)).status).toBe(200)
  })

  it('fails by the network, so often as a test says', async () => {
    const { api, server } = setUp()
    server.failApi('network', { times: 1 })
    await expect(api(orders)).rejects.toThrow(TypeError)
    expect((await api(orders)).status).toBe(200)
    expectRequests(server.apiRequests, [{ status: 0 }, { status: undefined }])
  })

  it('waits for a slow token endpoint', async () => {
    const { api, server, clock } = setUp()
    const release = server.holdTokens()
    const answer = api(orders)
    await clock.advance(1_000)
    expect(server.apiRequests).toEqual([])
    release()
    expect((await answer).status).toBe(200)
  })

  it('ends a session when the refresh token is dead', async () => {
    const { auth, api, server, pastExpiry, events } = setUp({ grant: 'refresh_token' })
    expect(codeOf(await api(orders).catch((error: unknown) => error))).toBe('ERR_SESSION_ENDED')
    await auth.setTokens(server.signIn())
    await api(orders)
    server.endSessions()
    await pastExpiry()
    expect(codeOf(await api(orders).catch((error: unknown) => error))).toBe('ERR_SESSION_ENDED')
    expectRequests(server.tokenRequests, [{ grant: 'refresh_token', status: 400, isReuse: false }])
    expect(events.map(({ name }) => name)).toContain('session-ended')
  })

  it('rotates refresh tokens, and detects a second use', async () => {
    const { auth, server, pastExpiry } = setUp({ grant: 'refresh_token' })
    const login = server.signIn()
    await auth.setTokens(login)
    await pastExpiry()
    await auth.getToken()
    const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: String(login.refresh_token) })
    const reuse = await server.fetch(server.tokenEndpoint, { method: 'POST', body })
    expect(reuse.status).toBe(400)
    await pastExpiry()
    expect(codeOf(await auth.getToken().catch((error: unknown) => error))).toBe('ERR_SESSION_ENDED')
    expectRequests(server.tokenRequests, [{ isReuse: false }, { isReuse: true }, { isReuse: false, status: 400 }])
  })

  it('revokes a login by one of its tokens, RFC 7009', async () => {
    const { auth, api, server, events } = setUp({ grant: 'refresh_token' })
    const login = server.signIn()
    await auth.setTokens(login)
    await server.fetch(server.revocationEndpoint, { method: 'POST', body: new URLSearchParams({ token: String(login.refresh_token) }) })
    expect((await api(orders)).status).toBe(401)
    expect(events.map(({ name }) => name)).toContain('session-ended')
    expectRequests(server.tokenRequests, [{ grant: 'revocation' }, { grant: 'refresh_token', status: 400 }])
  })

  it('names what is wrong with an option', () => {
    expect(() => createTestCoordinator({ servers: {} } as never)).toThrow('Unknown option "servers". Allowed: server, grant, coordinator.')
    expect(() => createTestCoordinator({ grant: 'password' as never })).toThrow("grant: expected 'client_credentials' or 'refresh_token'")
    expect(() => createTestCoordinator({ server: { api: '/api' } })).toThrow('api: expected an absolute URL')
    expect(() => setUp().server.failTokens({ status: 200 })).toThrow('status: expected a number from 400 to 599')
    expect(() => setUp().server.failTokens('timeout' as never)).toThrow("failure: expected 'network' or { status, error, retryAfter }")
  })
})
