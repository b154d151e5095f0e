import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest'
import { createCoordinator, type TokenSource } from '@everbearer/core'
import { clientCredentials, type ClientCredentialsOptions } from '../src/index.ts'
import { context, type RecordedRequest, type RecordingServer, type Reply, startRecordingServer } from './support/recording-server.ts'

let server: RecordingServer
beforeAll(async () => void (server = await startRecordingServer()))
beforeEach(() => server.reset())
afterAll(() => server.close())

const oidc = '/.well-known/openid-configuration'
const oauth = '/.well-known/oauth-authorization-server'

function source(options: Partial<ClientCredentialsOptions> = {}): TokenSource {
  return clientCredentials({ issuer: server.origin, clientId: 'c', clientSecret: 's', ...options })
}

function metadata(fields: object = {}): object {
  return { issuer: server.origin, token_endpoint: `${server.origin}/found/?x=1`, ...fields }
}

/** Answers by path; what has no answer of its own under /.well-known is 404, all else gets a token. */
function serve(answers: Record<string, Reply>): void {
  server.reply(({ url }: RecordedRequest) => answers[url] ?? (url.includes('.well-known') ? { status: 404, body: '' } : {}))
}

const paths = (): string[] => server.requests.map(({ url }) => url)

describe('discovery', () => {
  it('reads the metadata by OpenID Connect, once, for obtain and refresh', async () => {
    serve({ [oidc]: { body: metadata() } })
    const found = source()
    await found.obtain?.(context())
    await found.refresh?.('r', context())
    await found.obtain?.(context())
    expect(paths()).toEqual([oidc, '/found/?x=1', '/found/?x=1', '/found/?x=1'])
  })

  it('falls back to RFC 8414 where that is not found', async () => {
    serve({ [oauth]: { body: metadata() } })
    await source().obtain?.(context())
    expect(paths()).toEqual([oidc, oauth, '/found/?x=1'])
  })

  it('does nothing before the first use', () => {
    source()
    expect(server.requests).toEqual([])
  })

  it.each(['/realms/prod', '/realms/prod/'])('finds the metadata of an issuer with a path: %s', async (path) => {
    const issuer = server.origin + path
    serve({ [`/realms/prod${oidc}`]: { body: metadata({ issuer }) } })
    await source({ issuer }).obtain?.(context())
    expect(paths()).toEqual([`/realms/prod${oidc}`, '/found/?x=1'])
  })

  it('finds the metadata of an issuer with a path by RFC 8414 §3.1: the path comes last', async () => {
    const issuer = `${server.origin}/realms/prod`
    serve({ [`${oauth}/realms/prod`]: { body: metadata({ issuer }) } })
    await source({ issuer }).obtain?.(context())
    expect(paths()).toEqual([`/realms/prod${oidc}`, `${oauth}/realms/prod`, '/found/?x=1'])
  })

  it('is for a refresh that has an endpoint of its own, too: the metadata say how to authenticate', async () => {
    serve({ [oidc]: { body: metadata() } })
    await source({ refreshTokenEndpoint: `${server.origin}/refresh` }).refresh?.('r', context())
    expect(paths()).toEqual([oidc, '/refresh'])
  })

  it('still finds where to obtain, for a source whose refreshes go elsewhere', async () => {
    serve({ [oidc]: { body: metadata() } })
    await source({ refreshTokenEndpoint: `${server.origin}/refresh` }).obtain?.(context())
    expect(paths()).toEqual([oidc, '/found/?x=1'])
  })

  it('uses the fetch that was given', async () => {
    serve({ [oidc]: { body: metadata() } })
    const seen: string[] = []
    const given: typeof fetch = (url, init) => {
      seen.push(new URL(String(url)).pathname)
      return fetch(url, init)
    }
    await source({ fetch: given }).obtain?.(context())
    expect(seen).toEqual([oidc, '/found/'])
  })

  it('ends with the caller’s signal', async () => {
    const controller = new AbortController()
    server.reply(() => {
      setImmediate(() => controller.abort(new Error('nobody waits')))
      return { fault: 'hang' }
    })
    await expect(source().obtain?.(controller)).rejects.toThrow('nobody waits')
  })
})

describe('discovery that fails sends no credentials, and is tried again with the next call', () => {
  const invalid = { code: 'ERR_TOKEN_RESPONSE' }
  test.for<[name: string, reply: () => Reply, expected: object]>([
    ['not found at all', () => ({ status: 404, body: '' }), invalid],
    ['an error of the server', () => ({ status: 500, body: '' }), { code: 'ERR_TOKEN_REQUEST', status: 500 }],
    ['too busy', () => ({ status: 429, headers: { 'retry-after': '7' }, body: '' }), { status: 429, retryAfter: '7' }],
    ['a redirect', () => ({ status: 302, headers: { location: '/elsewhere' }, body: '' }), invalid],
    ['another issuer', () => ({ body: metadata({ issuer: 'https://evil.example' }) }), invalid],
    ['another issuer on this host', () => ({ body: metadata({ issuer: `${server.origin}/other` }) }), invalid],
    ['no issuer', () => ({ body: metadata({ issuer: undefined }) }), invalid],
    ['a page', () => ({ body: '<html>', headers: { 'content-type': 'text/html' } }), invalid],
    ['no JSON', () => ({ body: 'nonsense' }), invalid],
    ['a list', () => ({ body: [] }), invalid],
    ['no token endpoint', () => ({ body: metadata({ token_endpoint: undefined }) }), invalid],
    ['a relative token endpoint', () => ({ body: metadata({ token_endpoint: '/token' }) }), invalid],
    ['a token endpoint that is no URL', () => ({ body: metadata({ token_endpoint: 5 }) }), invalid],
    ['a token endpoint without TLS', () => ({ body: metadata({ token_endpoint: 'http://evil.example/token' }) }), invalid],
    ['a token endpoint of another kind', () => ({ body: metadata({ token_endpoint: 'ftp://127.0.0.1/token' }) }), invalid],
    ['a broken connection', () => ({ fault: 'reset' }), { code: 'ERR_TOKEN_REQUEST' }],
  ])('%s', async ([, reply, expected]) => {
    serve({ [oidc]: reply(), ...(reply().status === 404 ? {} : { [oauth]: { status: 500, body: '' } }) })
    const found = source()
    await expect(found.obtain?.(context())).rejects.toMatchObject(expected)
    await expect(found.obtain?.(context())).rejects.toMatchObject(expected)
    expect(server.requests.filter(({ method, body }) => method !== 'GET' || body !== '')).toEqual([])

    serve({ [oidc]: { body: metadata() } })
    expect(await found.obtain?.(context())).toMatchObject({ access_token: 'a1' })
  })

  it('does not try RFC 8414 where OpenID Connect fails in another way', async () => {
    serve({ [oidc]: { status: 503, body: '' }, [oauth]: { body: metadata() } })
    await expect(source().obtain?.(context())).rejects.toMatchObject({ status: 503 })
    expect(paths()).toEqual([oidc])
  })

  it.each([
    ['a page', { body: '<html>' }],
    ['another issuer', { body: { issuer: 'https://evil.example' } }],
    ['not found', { status: 404, body: '' }],
    ['a redirect', { status: 302, headers: { location: '/login' }, body: '' }],
  ])('is never told as wrong credentials: %s', async (_name, reply) => {
    serve({ [oidc]: reply })
    const auth = createCoordinator({ source: source(), origins: 'any' })
    await expect(auth.getToken()).rejects.toMatchObject({ code: 'ERR_TOKEN_UNAVAILABLE', cause: { code: 'ERR_TOKEN_RESPONSE' } })
    auth.dispose()
  })
})
