import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startTestbed, type Testbed } from '@everbearer/testbed'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer } from '../server/start.ts'

describe('the server of the page', () => {
  let testbed: Testbed
  let server: Server
  beforeAll(async () => {
    testbed = await startTestbed()
    testbed.registerUser({ username: 'alice', password: 'alice' })
    const client = testbed.registerClient({ refreshTokens: true, rotateRefreshTokens: true })
    server = await startServer({ issuer: testbed.issuer, ...client })
  })
  afterAll(async () => {
    server.closeAllConnections()
    server.close()
    await testbed.close()
  })

  async function post(path: string, headers: Record<string, string>, form?: Record<string, string>): Promise<Response> {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`
    const body = form === undefined ? null : new URLSearchParams(form)
    return fetch(url, { method: 'POST', redirect: 'manual', headers: { 'sec-fetch-site': 'same-origin', ...headers }, body })
  }
  const askForToken = (headers: Record<string, string>): Promise<Response> =>
    post('/session/token', { 'everbearer-request': 'token', ...headers })
  async function signIn(): Promise<string> {
    const response = await post('/login', {}, { user: 'alice', password: 'alice' })
    return response.headers.getSetCookie()[0]!
  }

  it('keeps the session in a cookie that neither scripts nor other sites can use', async () => {
    const [value, ...attributes] = (await signIn()).split('; ')
    expect(value).toMatch(/^__Host-sid=[\w-]{43}$/)
    expect(attributes.toSorted()).toEqual(['HttpOnly', 'Path=/', 'SameSite=Strict', 'Secure'])
  })

  it('gives a signed-in page an access token, no refresh token, and lets nobody cache the response', async () => {
    const [cookie = ''] = (await signIn()).split(';')
    const response = await askForToken({ cookie })
    expect(response.headers.get('cache-control')).toBe('no-store')
    const tokens = (await response.json()) as Record<string, unknown>
    expect(tokens).toEqual({ access_token: expect.any(String), expires_in: expect.any(Number), user: 'alice' })
    expect(tokens['expires_in']).toBeLessThanOrEqual(300)
  })

  it('gives each request a newer token, by one refresh for requests at the same time', async () => {
    const [cookie = ''] = (await signIn()).split(';')
    testbed.resetCounts()
    const responses = await Promise.all(
      [1, 2, 3].map(async () => (await askForToken({ cookie })).json() as Promise<{ access_token: string }>),
    )
    expect(new Set(responses.map((tokens) => tokens.access_token)).size).toBe(1)
    const { access_token: newer } = (await (await askForToken({ cookie })).json()) as { access_token: string }
    expect(newer).not.toBe(responses[0]!.access_token)
    expect(testbed.counts()).toMatchObject({ tokenRequests: 2, spentRefreshTokens: 0 })
  })

  it.each([
    ['without the header of the page', { 'everbearer-request': '' }, 403],
    ['from another origin of the site', { 'sec-fetch-site': 'same-site' }, 403],
    ['from another site', { 'sec-fetch-site': 'cross-site' }, 403],
  ])('gives no token to a request %s', async (_, headers, status) => {
    const [cookie = ''] = (await signIn()).split(';')
    testbed.resetCounts()
    expect((await askForToken({ cookie, ...headers })).status).toBe(status)
    expect(testbed.counts()).toMatchObject({ tokenRequests: 0 })
  })

  it.each(['/login', '/logout'])('lets no other site use %s', async (path) => {
    const [cookie = ''] = (await signIn()).split(';')
    expect((await post(path, { cookie, 'sec-fetch-site': 'cross-site' }, { user: 'alice', password: 'alice' })).status).toBe(403)
    expect((await askForToken({ cookie })).status).toBe(200)
  })

  it.each([
    ['no cookie', ''],
    ['an unknown cookie', '__Host-sid=x'],
  ])('says 401 to %s', async (_, cookie) => {
    const response = await askForToken({ cookie })
    expect(response.status).toBe(401)
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  it('says 401 after a logout, and removes the cookie', async () => {
    const [cookie = ''] = (await signIn()).split(';')
    const response = await post('/logout', { cookie })
    expect(response.headers.getSetCookie().join()).toMatch(/^__Host-sid=;.*Max-Age=0/)
    expect((await askForToken({ cookie })).status).toBe(401)
  })

  it('ends the last session of the browser at a login, and gives the next session another id', async () => {
    const [cookie = ''] = (await signIn()).split(';')
    const response = await post('/login', { cookie }, { user: 'alice', password: 'alice' })
    expect(response.headers.getSetCookie()[0]).not.toContain(cookie)
    expect((await askForToken({ cookie })).status).toBe(401)
  })

  it('says 401 if the authorization server rejects the refresh token', async () => {
    const [cookie = ''] = (await signIn()).split(';')
    testbed.revokeRefreshTokens()
    expect((await askForToken({ cookie })).status).toBe(401)
  })

  it('gives the last token again while the authorization server is down', async () => {
    const [cookie = ''] = (await signIn()).split(';')
    const { access_token: last } = (await (await askForToken({ cookie })).json()) as { access_token: string }
    const repair = testbed.failTokenEndpoint({ kind: 'status', status: 503 })
    expect(await (await askForToken({ cookie })).json()).toMatchObject({ access_token: last })
    repair()
  })

  it('shows the login page again for a wrong password', async () => {
    const response = await post('/login', {}, { user: 'alice', password: '<b>' })
    expect(response.headers.getSetCookie()).toEqual([])
    expect(await response.text()).toContain('wrong')
  })
})
