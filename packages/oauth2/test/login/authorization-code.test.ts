import { createCoordinator, memoryStore } from '@everbearer/core'
import { followLogin, startTestbed, type Testbed } from '@everbearer/testbed'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { authorizationCode, type AuthorizationCodeOptions, type BegunLogin, type PendingLogin } from '../../src/index.ts'

const redirectUri = 'http://127.0.0.1:9/callback'

let testbed: Testbed
beforeAll(async () => void (testbed = await startTestbed()))
afterAll(() => testbed.close())

/** What the authorization server answers, changed on its way here. */
type Change = (body: Record<string, unknown>, url: URL) => Record<string, unknown> | undefined

function changed(change: Change): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, init)
    const body = (await response.clone().json()) as Record<string, unknown>
    const next = change(body, new URL(String(input)))
    return next === undefined ? response : Response.json(next, { status: response.status })
  }
}

function createLogin(more: Partial<AuthorizationCodeOptions> = {}) {
  const client = testbed.registerClient({ refreshTokens: true, redirectUris: [redirectUri] })
  return { client, login: authorizationCode({ issuer: testbed.issuer, ...client, redirectUri, scope: 'openid', ...more }) }
}

/** The options of a login whose endpoints are given, and whose issuer is not. */
function withoutIssuer(): Partial<AuthorizationCodeOptions> {
  const { issuer, tokenEndpoint } = testbed
  return { issuer: undefined, tokenEndpoint, authorizationEndpoint: `${issuer}/auth`, scope: undefined }
}

/** The URL that a person's browser comes back to. */
const browse = ({ url }: Pick<BegunLogin, 'url'>): Promise<string> => followLogin(url, redirectUri)

/** A URL with other parameters. */
function altered(url: string, parameters: Record<string, string | null>): string {
  const next = new URL(url)
  for (const [name, value] of Object.entries(parameters)) {
    if (value === null) next.searchParams.delete(name)
    else next.searchParams.set(name, value)
  }
  return next.href
}

describe('begin', () => {
  it('gives the URL of RFC 6749 §4.1.1 with a challenge of RFC 7636, and keeps the verifier to itself', async () => {
    const { login, client } = createLogin()
    const { url, pending } = await login.begin({
      parameters: { login_hint: 'jo', prompt: 'login', state: 'mine', code_challenge_method: 'plain' },
    })
    const { origin, pathname, searchParams } = new URL(url)
    expect(origin + pathname).toBe(`${testbed.issuer}/auth`)
    expect(Object.fromEntries(searchParams)).toEqual({
      response_type: 'code',
      client_id: client.clientId,
      redirect_uri: redirectUri,
      scope: 'openid',
      state: pending.state,
      nonce: pending.nonce,
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
      login_hint: 'jo',
      prompt: 'login',
    })
    expect(url).not.toContain(pending.codeVerifier)
    expect(pending.state).not.toBe('mine')
  })

  it('never gives the same secrets twice', async () => {
    const { login } = createLogin()
    const [first, second] = [(await login.begin()).pending, (await login.begin()).pending]
    for (const name of ['state', 'nonce', 'codeVerifier'] as const) expect(first[name]).not.toBe(second[name])
  })

  it('pushes its parameters, if it is told to: RFC 9126', async () => {
    const { login, client } = createLogin({ pushedAuthorizationRequests: true })
    const begun = await login.begin({ parameters: { login_hint: 'jo' } })
    expect(Array.from(new URL(begun.url).searchParams.keys()).toSorted()).toEqual(['client_id', 'request_uri'])
    expect(await login.finish(await browse(begun), begun.pending)).toMatchObject({ access_token: expect.any(String) })
    expect(client.clientId).toBe(new URL(begun.url).searchParams.get('client_id'))
  })

  it('pushes its parameters, if the metadata require it', async () => {
    const requiring = changed((body, { pathname }) =>
      pathname.includes('well-known') ? { ...body, require_pushed_authorization_requests: true } : undefined,
    )
    const { url } = await createLogin({ fetch: requiring }).login.begin()
    expect(new URL(url).searchParams.has('request_uri')).toBe(true)
  })
})

describe('finish', () => {
  it('gives tokens for a session that refreshes, after JSON and a page load', async () => {
    const { login, client } = createLogin()
    const begun = await login.begin({ parameters: { login_hint: 'jo' } })
    const kept = JSON.stringify(begun.pending)
    const later = authorizationCode({ issuer: testbed.issuer, ...client, redirectUri, scope: 'openid' })
    const store = memoryStore()
    const auth = createCoordinator({ source: later.source, origins: 'any', store })
    await auth.setTokens(await later.finish(new URL(await browse(begun)), JSON.parse(kept) as PendingLogin))
    expect((await store.load())?.subject).toBe(JSON.stringify([testbed.issuer, 'jo']))
    auth.invalidate()
    const { accessToken } = await auth.getToken()
    expect((await fetch(`${testbed.api}/echo`, { headers: { authorization: `Bearer ${accessToken}` } })).ok).toBe(true)
    expect(testbed.counts(client.clientId).byGrant).toEqual({ authorization_code: 1, refresh_token: 1 })
  })

  it('works without an ID token and an issuer, where the endpoints are given', async () => {
    const { issuer } = testbed
    const plain = changed(({ id_token: _idToken, ...body }) => body)
    const { login } = createLogin({ ...withoutIssuer(), fetch: plain, expectedIssuer: issuer })
    // This server gives nothing without \`openid\`.
    const begun = await login.begin({ parameters: { scope: 'openid' } })
    expect([begun.pending.nonce, new URL(begun.url).searchParams.has('nonce')]).toEqual([undefined, false])
    expect(await login.finish(await browse(begun), begun.pending)).toMatchObject({ access_token: expect.any(String) })
  })

  it('accepts one response: a second call fails, also while the first is under way', async () => {
    const { login, client } = createLogin()
    const begun = await login.begin()
    const url = await browse(begun)
    const first = login.finish(url, begun.pending)
    await expect(login.finish(url, begun.pending)).rejects.toMatchObject({ code: 'ERR_LOGIN', reason: 'already-used' })
    await first
    await expect(login.finish(url, begun.pending)).rejects.toMatchObject({ code: 'ERR_LOGIN', reason: 'already-used' })
    expect(testbed.counts(client.clientId).tokenRequests).toBe(1)
  })

  it('of another process finds the code used: the server tells', async () => {
    const { login, client } = createLogin()
    const begun = await login.begin()
    const url = await browse(begun)
    await login.finish(url, begun.pending)
    const other = authorizationCode({ issuer: testbed.issuer, ...client, redirectUri, scope: 'openid' })
    await expect(other.finish(url, begun.pending)).rejects.toMatchObject({
      code: 'ERR_LOGIN',
      reason: 'code-rejected',
      error: 'invalid_grant',
    })
  })

  it('may be called again if no response came', async () => {
    let isDown = true
    const down: typeof fetch = (input, init) => {
      if (isDown && String(input).endsWith('/token'))
        throw Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } })
      return fetch(input, init)
    }
    const { login } = createLogin({ fetch: down })
    const begun = await login.begin()
    const url = await browse(begun)
    await expect(login.finish(url, begun.pending)).rejects.toMatchObject({ code: 'ERR_TOKEN_REQUEST' })
    isDown = false
    expect(await login.finish(url, begun.pending)).toMatchObject({ access_token: expect.any(String) })
  })

  it('sends the verifier: a code is useless without it', async () => {
    const { login } = createLogin()
    const [begun, other] = [await login.begin(), await login.begin()]
    const stolen = { ...begun.pending, codeVerifier: other.pending.codeVerifier }
    await expect(login.finish(await browse(begun), stolen)).rejects.toMatchObject({ reason: 'code-rejected' })
  })

  it('tells that the person declined', async () => {
    const { login, client } = createLogin()
    const begun = await login.begin({ parameters: { login_hint: 'nobody' } })
    await expect(login.finish(await browse(begun), begun.pending)).rejects.toMatchObject({ reason: 'denied', error: 'access_denied' })
    expect(testbed.counts(client.clientId).tokenRequests).toBe(0)
  })
})

describe('a response that is not for this login costs no token request', () => {
  it.each<[name: string, parameters: Record<string, string | null>, reason: string]>([
    ['another state', { state: 'another' }, 'foreign-state'],
    ['no state', { state: null }, 'foreign-state'],
    ['another issuer: RFC 9207', { iss: 'https://evil.example.com' }, 'wrong-issuer'],
    ['no issuer, though the metadata promise one', { iss: null }, 'wrong-issuer'],
    ['an error of the server', { error: 'server_error' }, 'rejected'],
    ['no code', { code: null }, 'invalid-response'],
    ['tokens in the URL', { id_token: 'x.y.z' }, 'invalid-response'],
    ['a response as a JWT', { response: 'x.y.z' }, 'invalid-response'],
  ])('%s', async (_name, parameters, reason) => {
    const { login, client } = createLogin()
    const begun = await login.begin()
    const url = altered(await browse(begun), parameters)
    await expect(login.finish(url, begun.pending)).rejects.toMatchObject({ code: 'ERR_LOGIN', reason })
    expect(testbed.counts(client.clientId).tokenRequests).toBe(0)
  })

  it.each<[name: string, expectedIssuer: string | undefined, iss: string | null, reason: string]>([
    ['an issuer that nothing is known to compare with', undefined, 'https://auth.example.com', 'unknown-issuer'],
    ['another issuer than the expected one', 'https://auth.example.com', 'https://evil.example.com', 'wrong-issuer'],
    ['no issuer, though one is expected', 'https://auth.example.com', null, 'wrong-issuer'],
  ])('%s, with given endpoints', async (_name, expectedIssuer, iss, reason) => {
    const { login, client } = createLogin({ ...withoutIssuer(), expectedIssuer })
    const { pending } = await login.begin()
    const url = altered(`${redirectUri}?code=c&state=${pending.state}`, { iss })
    await expect(login.finish(url, pending)).rejects.toMatchObject({ code: 'ERR_LOGIN', reason })
    await expect(login.finish(altered(url, { state: 'another' }), pending)).rejects.toMatchObject({ reason: 'foreign-state' })
    expect(testbed.counts(client.clientId).tokenRequests).toBe(0)
  })

  it('a response without `iss` is fine with given endpoints', async () => {
    const { login, client } = createLogin(withoutIssuer())
    const { pending } = await login.begin()
    await expect(login.finish(`${redirectUri}?code=c&state=${pending.state}`, pending)).rejects.toMatchObject({ reason: 'code-rejected' })
    expect(testbed.counts(client.clientId).tokenRequests).toBe(1)
  })

  it('a parameter that is there twice', async () => {
    const { login } = createLogin()
    const begun = await login.begin()
    await expect(login.finish(`${await browse(begun)}&code=another`, begun.pending)).rejects.toMatchObject({ reason: 'invalid-response' })
  })

  it('a response to the login of another person in the same application', async () => {
    const { login } = createLogin()
    const [mine, theirs] = [await login.begin(), await login.begin()]
    await expect(login.finish(await browse(theirs), mine.pending)).rejects.toMatchObject({ reason: 'foreign-state' })
  })

  it('a login that went to another server', async () => {
    const { login } = createLogin()
    const begun = await login.begin()
    const elsewhere = { ...begun.pending, server: 'https://other.example.com' }
    await expect(login.finish(await browse(begun), elsewhere)).rejects.toMatchObject({ reason: 'wrong-issuer' })
  })

  it('a response without `iss` is fine where the metadata do not promise one', async () => {
    const silent = changed((body, { pathname }) =>
      pathname.includes('well-known') ? { ...body, authorization_response_iss_parameter_supported: undefined } : undefined,
    )
    const { login } = createLogin({ fetch: silent })
    const begun = await login.begin()
    expect(await login.finish(altered(await browse(begun), { iss: null }), begun.pending)).toMatchObject({ token_type: 'bearer' })
  })
})

describe('an ID token that is not for this login', () => {
  const claims =
    (change: (payload: Record<string, unknown>) => Record<string, unknown>): Change =>
    (body) => {
      if (typeof body['id_token'] !== 'string') return undefined
      const [header, payload = '', signature] = body['id_token'].split('.')
      const decoded = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>
      const encoded = Buffer.from(JSON.stringify(change(decoded))).toString('base64url')
      return { ...body, id_token: `${header}.${encoded}.${signature}` }
    }
  it.each<[name: string, change: Change]>([
    ['another nonce', claims((payload) => ({ ...payload, nonce: 'another' }))],
    ['no nonce', claims(({ nonce: _nonce, ...payload }) => payload)],
    ['another issuer', claims((payload) => ({ ...payload, iss: 'https://evil.example.com' }))],
    ['another audience', claims((payload) => ({ ...payload, aud: 'another-client' }))],
    ['an end in the past', claims((payload) => ({ ...payload, exp: 1 }))],
    ['no ID token at all', (body) => (body['id_token'] === undefined ? undefined : { ...body, id_token: undefined })],
  ])('%s', async (_name, change) => {
    const { login } = createLogin({ fetch: changed(change) })
    const begun = await login.begin()
    await expect(login.finish(await browse(begun), begun.pending)).rejects.toMatchObject({ code: 'ERR_LOGIN', reason: 'invalid-id-token' })
  })
})

describe('a wrong argument is a TypeError that shows no value', () => {
  const options = { issuer: 'https://id.example.com', clientId: 'c', redirectUri }
  it.each<[name: string, more: object, message: string]>([
    ['no redirect URI', { redirectUri: undefined }, 'redirectUri: expected an absolute URL'],
    ['a relative redirect URI', { redirectUri: '/callback' }, 'redirectUri: expected an absolute URL'],
    [
      'an ID token without an issuer',
      { issuer: undefined, tokenEndpoint: 'https://id.example.com/t', scope: 'a openid' },
      "scope: expected one without 'openid'",
    ],
    [
      'no authorization endpoint',
      { issuer: undefined, tokenEndpoint: 'https://id.example.com/t' },
      'authorizationEndpoint: expected a URL',
    ],
    [
      'a pushed request without an issuer',
      { issuer: undefined, tokenEndpoint: 'https://id.example.com/t', pushedAuthorizationRequests: true },
      'pushedAuthorizationRequests: expected false or none',
    ],
    [
      'an expected issuer beside the issuer',
      { expectedIssuer: 'https://id.example.com' },
      'expectedIssuer: expected a string that is not empty, with a tokenEndpoint',
    ],
    ['a name that is unknown', { redirectURI: 'x' }, 'Unknown option "redirectURI"'],
  ])('%s', (_name, more, message) => {
    expect(() => authorizationCode({ ...options, ...more } as AuthorizationCodeOptions)).toThrow(message)
  })

  it.each<[name: string, pending: unknown]>([
    ['nothing', undefined],
    ['text', 's3cret'],
    ['another version', { version: 2, state: 's', codeVerifier: 's3cret', redirectUri, server: 'x' }],
    ['no verifier', { version: 1, state: 's3cret', redirectUri, server: 'x' }],
  ])('a pending login that is %s', async (_name, pending) => {
    const finished = authorizationCode(options).finish(`${redirectUri}?code=s3cret`, pending as PendingLogin)
    await expect(finished).rejects.toThrow(new TypeError('pending: expected what begin() gave, or its copy from JSON'))
  })

  it('parameters that are no strings', async () => {
    await expect(authorizationCode(options).begin({ parameters: { max_age: 5 as never } })).rejects.toThrow(
      'parameters: expected an object of strings, or of lists of strings',
    )
  })
})
