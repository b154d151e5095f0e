import { type Coordinator, createCoordinator, type TokenSource } from '@everbearer/core'
import { startTestbed, type Testbed } from '@everbearer/testbed'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { authorizationCode, clientCredentials, deviceCode, jwtBearer, password, refreshToken, tokenExchange } from '../src/index.ts'
import { type RecordingServer, startRecordingServer } from './support/recording-server.ts'

let server: RecordingServer
let testbed: Testbed
beforeAll(async () => void ([server, testbed] = await Promise.all([startRecordingServer(), startTestbed()])))
beforeEach(() => server.reset())
afterAll(() => Promise.all([server.close(), testbed.close()]))

const client = { clientId: 'c', clientSecret: 's' }
const redirectUri = 'https://app.example.com/callback'

/** A session, its end with a revocation, and the classes of the failed ones. */
async function loggedOut(source: TokenSource, tokens: { access_token: string; refresh_token?: string }): Promise<unknown[]> {
  const failures: unknown[] = []
  const auth = createCoordinator({ source, origins: 'any', retries: 0 })
  auth.on('revoke-failed', (event) => failures.push(event))
  await auth.setTokens(tokens)
  await auth.clear({ revoke: true })
  await auth[Symbol.asyncDispose]()
  return failures
}

describe('clear({ revoke: true })', () => {
  it('sends the refresh token, what it is, and the credentials of the client: RFC 7009 §2.1', async () => {
    const source = refreshToken({ tokenEndpoint: server.tokenEndpoint, revocationEndpoint: `${server.origin}/revoke?x=1`, ...client })
    expect(await loggedOut(source, { access_token: 'a', refresh_token: 'r' })).toEqual([])
    expect(server.last.url).toBe('/revoke?x=1')
    expect(Object.fromEntries(server.last.form)).toEqual({
      client_id: 'c',
      client_secret: 's',
      token: 'r',
      token_type_hint: 'refresh_token',
    })
  })

  it('sends the access token of a session without a refresh token', async () => {
    const source = refreshToken({ tokenEndpoint: server.tokenEndpoint, revocationEndpoint: `${server.origin}/revoke`, ...client })
    await loggedOut(source, { access_token: 'a' })
    expect(server.last.form).toEqual(
      expect.arrayContaining([
        ['token', 'a'],
        ['token_type_hint', 'access_token'],
      ]),
    )
  })

  it('tells a rejection by its status and code', async () => {
    server.reply({ status: 400, body: { error: 'unsupported_token_type', error_description: 'r is not supported' } })
    const source = refreshToken({ tokenEndpoint: server.tokenEndpoint, revocationEndpoint: `${server.origin}/revoke`, ...client })
    const failures = await loggedOut(source, { access_token: 'a', refresh_token: 'r' })
    expect(failures).toEqual([{ class: 'terminal', status: 400, error: 'unsupported_token_type' }])
  })

  it('finds the endpoint in the metadata, and tells that they have none', async () => {
    const metadata = { issuer: server.origin, token_endpoint: server.tokenEndpoint }
    server.reply({ body: { ...metadata, revocation_endpoint: `${server.origin}/from-metadata` } }, { body: '' })
    expect(await loggedOut(refreshToken({ issuer: server.origin, ...client }), { access_token: 'a', refresh_token: 'r' })).toEqual([])
    expect(server.last.url).toBe('/from-metadata')
    server.reply({ body: metadata })
    const failures = await loggedOut(refreshToken({ issuer: server.origin, ...client }), { access_token: 'a', refresh_token: 'r' })
    expect(failures).toEqual([{ class: 'unusable', status: undefined, error: undefined }])
  })
})

describe('a source', () => {
  const { tokenEndpoint, ...shared } = { tokenEndpoint: 'https://id.example.com/token', ...client }
  const urls = { authorizationEndpoint: 'https://id.example.com/auth', deviceAuthorizationEndpoint: 'https://id.example.com/device' }
  const sources: [name: string, source: (more: object) => TokenSource][] = [
    ['password', (more) => password({ ...shared, username: 'u', password: 'p', ...more })],
    ['refreshToken', (more) => refreshToken({ ...shared, ...more })],
    ['jwtBearer', (more) => jwtBearer({ ...shared, assertion: 'a', ...more })],
    ['tokenExchange', (more) => tokenExchange({ ...shared, subjectToken: 'a', ...more })],
    ['deviceCode', (more) => deviceCode({ ...shared, ...pick(urls, 'deviceAuthorizationEndpoint'), prompt: () => {}, ...more })],
    ['authorizationCode', (more) => authorizationCode({ ...shared, ...pick(urls, 'authorizationEndpoint'), redirectUri, ...more }).source],
  ]
  it.each(sources)('%s revokes, if it knows where', (_name, source) => {
    expect(source({ tokenEndpoint }).revoke).toBeUndefined()
    expect(source({ tokenEndpoint, revocationEndpoint: 'https://id.example.com/revoke' }).revoke).toBeTypeOf('function')
    expect(source({ issuer: 'https://id.example.com' }).revoke).toBeTypeOf('function')
    expect(() => source({ tokenEndpoint, revocationEndpoint: 'http://id.example.com/revoke' })).toThrow(
      'revocationEndpoint: expected https',
    )
  })

  it('clientCredentials revokes nothing: the credentials get a new token anyway', () => {
    expect(clientCredentials({ issuer: 'https://id.example.com', ...shared }).revoke).toBeUndefined()
    const more = { revocationEndpoint: 'https://id.example.com/revoke' }
    expect(() => clientCredentials({ issuer: 'https://id.example.com', ...shared, ...more })).toThrow('Unknown option "revocationEndpoint"')
  })
})

function pick<T extends object, Name extends keyof T>(object: T, name: Name): Pick<T, Name> {
  return { [name]: object[name] } as Pick<T, Name>
}

describe('a real server', () => {
  async function session(): Promise<{ auth: Coordinator; source: TokenSource; accepts: (token: string) => Promise<boolean> }> {
    const { issuer } = testbed
    const registered = testbed.registerClient({ refreshTokens: true })
    const source = refreshToken({ issuer, ...registered })
    const auth = createCoordinator({ source, origins: 'any' })
    const login = await clientCredentials({ issuer, ...registered }).obtain?.({ signal: auth.sessionSignal })
    if (login === undefined) throw new Error('no login')
    await auth.setTokens(login)
    const accepts = async (token: string): Promise<boolean> =>
      (await fetch(`${testbed.api}/echo`, { headers: { authorization: `Bearer ${token}` } })).ok
    return { auth, source, accepts }
  }

  it('takes no token of the session any more', async () => {
    const { auth, source, accepts } = await session()
    const { accessToken, refreshToken: token = '' } = await auth.getToken()
    const failures: unknown[] = []
    auth.on('revoke-failed', (event) => failures.push(event))
    expect(await accepts(accessToken)).toBe(true)
    await auth.clear({ revoke: true })
    await auth[Symbol.asyncDispose]()
    expect(failures).toEqual([])
    expect(await accepts(accessToken)).toBe(false)
    await expect(source.refresh?.(token, { signal: new AbortController().signal })).rejects.toMatchObject({ error: 'invalid_grant' })
  })

  it('still takes them after a logout that revokes nothing', async () => {
    const { auth, accepts } = await session()
    const { accessToken } = await auth.getToken()
    await auth.clear()
    await auth[Symbol.asyncDispose]()
    expect(await accepts(accessToken)).toBe(true)
  })
})
