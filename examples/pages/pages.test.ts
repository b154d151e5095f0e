import { createServer, type RequestListener, type Server } from 'node:http'
import { memoryStore, type MemoryStore } from '@everbearer/fetch'
import { type RegisteredClient, startTestbed, type Testbed } from '@everbearer/testbed'
import { toNodeHandler } from 'h3'
import { exportJWK, generateKeyPair, createLocalJWKSet, SignJWT } from 'jose'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { createExpressPages } from './express.ts'
import { createH3Pages } from './h3.ts'
import { createNextPages, type NextPages } from './next.ts'
import { createSessions, type Login, type Sessions } from './sessions.ts'

const issuer = 'https://auth.example.com'
const { publicKey, privateKey } = await generateKeyPair('ES256')
const keys = createLocalJWKSet({ keys: [{ ...(await exportJWK(publicKey)), alg: 'ES256', kid: '1' }] })

let testbed: Testbed
let client: RegisteredClient
beforeAll(async () => {
  testbed = await startTestbed()
  client = testbed.registerClient({ refreshTokens: true, rotateRefreshTokens: true })
  for (const name of ['alice', 'bob']) testbed.registerUser({ username: name, password: `${name}-secret` })
})
afterAll(() => testbed.close())

/** Everything that a browser or a log has seen: no token may be in it. */
const shown: string[] = []
const secrets = new Set<string>()
const servers: Server[] = []
afterEach(async () => {
  vi.restoreAllMocks()
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve))
})

/** In the place of a login library: the user is in the query. */
async function logIn(url: string): Promise<Login> {
  const { searchParams } = new URL(url, issuer)
  const user = searchParams.get('user')!
  const body = new URLSearchParams({
    grant_type: 'password',
    username: user,
    password: `${user}-secret`,
    client_id: client.clientId,
    client_secret: client.clientSecret,
    scope: 'openid',
  })
  const tokens = (await (await fetch(testbed.tokenEndpoint, { method: 'POST', body })).json()) as Login['tokens']
  secrets.add(tokens.access_token).add(tokens.refresh_token)
  return { tokens, claims: { sub: user, sid: searchParams.get('sid')! } }
}

interface Site {
  readonly sessions: Sessions
  readonly stores: ReadonlyMap<string, MemoryStore>
  send(method: string, path: string, options?: { cookie?: string | undefined; body?: URLSearchParams }): Promise<Response>
}

type Framework = (sessions: Sessions) => Promise<(request: Request) => Promise<Response>>

const logout = {
  issuer,
  get clientId() {
    return client.clientId
  },
  keys,
}

const frameworks: Record<string, Framework> = {
  h3: (sessions) =>
    listening(
      toNodeHandler(createH3Pages({ sessions, api: testbed.api, logout, logIn: (request) => logIn(request.url) })) as RequestListener,
    ),
  Express: (sessions) =>
    listening(createExpressPages({ sessions, api: testbed.api, logout, logIn: (request) => logIn(request.url) }) as RequestListener),
  'Next.js': async (sessions) => {
    const pages = createNextPages({ sessions, api: testbed.api, logout, logIn: (request) => logIn(request.url) })
    const routes: Record<string, NextPages[keyof NextPages]> = {
      '/callback': pages.callback,
      '/orders': pages.orders,
      '/logout': pages.logout,
      '/backchannel-logout': pages.backChannelLogout,
    }
    return (request) =>
      (routes[new URL(request.url).pathname] as Record<string, (request: Request) => Promise<Response>>)[request.method]!(request)
  },
}

async function listening(listener: RequestListener): Promise<(request: Request) => Promise<Response>> {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return (request) => fetch(request.url.replace('http://pages.test', `http://127.0.0.1:${port}`), request)
}

async function createSite(framework: Framework): Promise<Site> {
  const stores = new Map<string, MemoryStore>()
  const storeOf = (key: string): MemoryStore => stores.get(key) ?? stores.set(key, memoryStore()).get(key)!
  const sessions = createSessions({ tokenEndpoint: testbed.tokenEndpoint, ...client, api: testbed.api, storeOf })
  sessions.pool.on('*', (event) => shown.push(JSON.stringify(event)))
  const handle = await framework(sessions)
  return {
    sessions,
    stores,
    async send(method, path, { cookie, body } = {}) {
      const headers = cookie === undefined ? undefined : { cookie }
      const response = await handle(new Request(`http://pages.test${path}`, { method, ...(headers && { headers }), ...(body && { body }) }))
      shown.push(JSON.stringify([...response.headers]), await response.clone().text())
      return response
    },
  }
}

/** Returns the cookie as the browser sends it. */
async function signIn(site: Site, user: string, sid: string): Promise<string> {
  const response = await site.send('GET', `/callback?user=${user}&sid=${sid}`)
  const [cookie = ''] = response.headers.getSetCookie()
  expect(cookie).toMatch(/^__Host-sid=[\w-]{43}; /)
  for (const attribute of ['Path=/', 'Secure', 'HttpOnly', 'SameSite=Lax']) expect(cookie).toContain(attribute)
  return cookie.split(';', 1)[0]!
}

const logoutToken = (claims: object, audience = client.clientId): Promise<string> =>
  new SignJWT({ events: { 'http://schemas.openid.net/event/backchannel-logout': {} }, jti: crypto.randomUUID(), ...claims })
    .setProtectedHeader({ alg: 'ES256', kid: '1', typ: 'logout+jwt' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime('2m')
    .sign(privateKey)

describe.each(Object.entries(frameworks))('pages with %s', (_name, framework) => {
  it('serve two sessions at once with their own tokens, and end one of them at its logout', async () => {
    const site = await createSite(framework)
    const [alice, bob] = await Promise.all([signIn(site, 'alice', 'sid-a'), signIn(site, 'bob', 'sid-b')])
    testbed.resetCounts()
    // Both tokens are rejected, and both are refreshed at the same time.
    testbed.revokeAccessTokens(client.clientId)
    const orders = [alice, bob, alice, bob].map((cookie) => site.send('GET', '/orders', { cookie }))
    for (const response of await Promise.all(orders)) expect(await response.json()).toEqual({ status: 200 })
    expect(testbed.counts()).toMatchObject({ tokenRequests: 2 })

    const left = await site.send('POST', '/logout', { cookie: alice })
    expect(left.headers.getSetCookie().join()).toMatch(/^__Host-sid=;/)
    expect((await site.send('GET', '/orders', { cookie: alice })).status).toBe(401)
    expect((await site.send('GET', '/orders', { cookie: bob })).status).toBe(200)
    expect((await site.send('GET', '/orders')).status).toBe(401)
  })

  it('end a session at a back-channel logout, also one that left the pool, and take no forged token', async () => {
    const site = await createSite(framework)
    const [alice, bob] = await Promise.all([signIn(site, 'alice', 'sid-a'), signIn(site, 'bob', 'sid-b')])
    site.sessions.pool.dispose()
    const send = async (token: string): Promise<number> => {
      const response = await site.send('POST', '/backchannel-logout', { body: new URLSearchParams({ logout_token: token }) })
      expect(response.headers.get('cache-control')).toContain('no-store')
      return response.status
    }
    for (const token of [
      '',
      'a.b.c',
      await logoutToken({ sid: 'sid-a' }, 'another-client'),
      await logoutToken({ sid: 'sid-a', events: {} }),
    ]) {
      expect(await send(token)).toBe(400)
    }
    expect((await site.send('GET', '/orders', { cookie: alice })).status).toBe(200)
    site.sessions.pool.dispose()

    expect(await send(await logoutToken({ sid: 'sid-a' }))).toBe(200)
    expect((await site.send('GET', '/orders', { cookie: alice })).status).toBe(401)
    expect((await site.send('GET', '/orders', { cookie: bob })).status).toBe(200)
    const records = await Promise.all([...site.stores.values()].map(async (store) => store.load()))
    expect(records.filter((record) => record?.loggedOut === true)).toHaveLength(1)
  })
})

it('no token is in any response or event', () => {
  expect(secrets.size).toBeGreaterThan(10)
  expect(shown.length).toBeGreaterThan(50)
  expect([...secrets].filter((secret) => shown.join('\n').includes(secret))).toEqual([])
})
