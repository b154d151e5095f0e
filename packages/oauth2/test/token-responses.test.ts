import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest'
import { createCoordinator, TokenRequestError, TokenResponseError, type TokenResponse } from '@everbearer/core'
import { systemClock } from '@everbearer/core/adapter'
import { clientCredentials } from '../src/index.ts'
import { context, type RecordingServer, type Reply, startRecordingServer, token } from './support/recording-server.ts'
import { shown } from './support/shown.ts'

let server: RecordingServer
beforeAll(async () => void (server = await startRecordingServer()))
beforeEach(() => server.reset())
afterAll(() => server.close())

async function ask(reply: Reply): Promise<TokenResponse | undefined> {
  server.reply(reply)
  return clientCredentials({ tokenEndpoint: server.tokenEndpoint, clientId: 'c', clientSecret: 'top-s3cret' }).obtain?.(context())
}

async function failureOf(reply: Reply): Promise<Error> {
  const error: unknown = await ask(reply).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(Error)
  return error as Error
}

describe('an answer is read', () => {
  test.for<[name: string, reply: Reply]>([
    ['compact', { body: JSON.stringify(token) }],
    ['spaced', { body: JSON.stringify(token, undefined, 4) }],
    ['with blanks and line breaks around', { body: `\r\n\t ${JSON.stringify(token)} \n` }],
    ['with a byte order mark', { body: `\uFEFF${JSON.stringify(token)}` }],
    ['under another content type', { body: JSON.stringify(token), headers: { 'content-type': 'text/plain' } }],
    ['with a status of 201', { status: 201 }],
  ])('%s', async ([, reply]) => {
    expect(await ask(reply)).toEqual(token)
  })
})

describe('a JWT without expires_in', () => {
  test.for([
    ['right', 0],
    ['90 s ahead', 90_000],
    ['90 s behind', -90_000],
    ['an hour ahead', 3_600_000],
    ['an hour behind', -3_600_000],
  ] as const)('lives for as long as the Date of its response says, by a clock that is %s', async ([, ahead]) => {
    const now = Math.floor(Date.now() / 1000)
    const payload = Buffer.from(JSON.stringify({ iat: now - 200, exp: now + 100 })).toString('base64url')
    server.reply({ body: JSON.stringify({ access_token: `e30.${payload}.c2ln` }) })
    const source = clientCredentials({ tokenEndpoint: server.tokenEndpoint, clientId: 'c', clientSecret: 'top-s3cret' })
    const clock = { ...systemClock, wall: () => Date.now() + ahead }
    const { lifetime } = await createCoordinator({ source, origins: 'any', clock }).getToken()
    // The server of the test counts whole seconds, and a busy machine takes a while.
    expect(lifetime).toBeGreaterThan(80_000)
    expect(lifetime).toBeLessThanOrEqual(100_000)
  })
})

describe('an answer of 200 that is no JSON object is a TokenResponseError without a word of its body', () => {
  test.for<[name: string, body: unknown]>([
    ['a bare word, as in OLI’s manual', 'refresh_expires_in'],
    ['a page', '<html>access_token=body-s3cret</html>'],
    ['nothing', ''],
    ['half a token', '{"access_token":"body-s3cret'],
    ['a form, as GitHub once sent it', 'access_token=body-s3cret&token_type=bearer'],
    ['a string', '"body-s3cret"'],
    ['a number', '5'],
    ['null', 'null'],
    ['true', 'true'],
    ['a list', '[{"access_token":"body-s3cret"}]'],
    ['two objects', '{"access_token":"body-s3cret"}{}'],
  ])('%s', async ([, body]) => {
    const error = await failureOf({ body })
    expect(error).toBeInstanceOf(TokenResponseError)
    expect(shown(error)).not.toMatch(/s3cret|refresh_expires_in|html/)
  })
})

describe('an answer of 300 or above is a TokenRequestError', () => {
  test.for<[name: string, reply: Reply, expected: object]>([
    [
      'with the server’s error',
      { status: 400, body: { error: 'invalid_grant', error_description: 'x' } },
      { status: 400, error: 'invalid_grant' },
    ],
    ['with the server’s error under 401', { status: 401, body: { error: 'invalid_client' } }, { status: 401, error: 'invalid_client' }],
    ['with the server’s error under 500', { status: 500, body: { error: 'server_error' } }, { status: 500, error: 'server_error' }],
    ['with Retry-After in seconds', { status: 429, headers: { 'retry-after': '7' }, body: '' }, { status: 429, retryAfter: '7' }],
    [
      'with Retry-After as a date',
      { status: 503, headers: { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }, body: '' },
      { status: 503, retryAfter: 'Wed, 21 Oct 2026 07:28:00 GMT' },
    ],
    ['for a page', { status: 502, body: '<html>body-s3cret</html>' }, { status: 502 }],
    ['for nothing', { status: 403, body: '' }, { status: 403 }],
    ['for null', { status: 400, body: 'null' }, { status: 400 }],
    ['for a list', { status: 400, body: ['invalid_grant'] }, { status: 400 }],
    ['for an error that is no string', { status: 400, body: { error: { code: 'body-s3cret' } } }, { status: 400 }],
    [
      'for a challenge in the header',
      { status: 401, headers: { 'www-authenticate': 'Basic realm="body-s3cret"' }, body: '' },
      { status: 401 },
    ],
    ['for a redirect', { status: 302, headers: { location: '/elsewhere' }, body: '' }, { status: 302 }],
    ['for a redirect that would keep method and body', { status: 307, headers: { location: '/elsewhere' }, body: '' }, { status: 307 }],
    ['for a permanent redirect', { status: 308, headers: { location: '/elsewhere' }, body: '' }, { status: 308 }],
  ])('%s', async ([, reply, expected]) => {
    const error = await failureOf(reply)
    expect(error).toBeInstanceOf(TokenRequestError)
    const { status, error: code, retryAfter } = error as TokenRequestError
    expect({ status, error: code, retryAfter }).toEqual(expected)
    expect(shown(error)).not.toContain('s3cret')
    expect(server.requests).toHaveLength(1)
  })

  it('never sends the credentials to where a redirect leads', async () => {
    const elsewhere = await startRecordingServer()
    await failureOf({ status: 307, headers: { location: `${elsewhere.origin}/token` }, body: '' })
    expect(elsewhere.requests).toEqual([])
    await elsewhere.close()
  })

  it('shows nothing of a description that quotes a secret', async () => {
    const error = await failureOf({
      status: 400,
      body: { error: 'invalid_grant', error_description: 'bad token body-s3cret', error_uri: 'body-s3cret' },
    })
    expect(shown(error)).not.toContain('s3cret')
  })
})

describe('no answer at all', () => {
  it.each([
    ['reset', 'TokenRequestError'],
    ['cut', 'TypeError'],
  ] as const)('is an error without a secret: %s', async (fault, name) => {
    const error = await failureOf({ fault })
    expect(error).not.toBeInstanceOf(TokenResponseError)
    expect(error).toMatchObject({ name })
    expect(shown(error)).not.toContain('s3cret')
  })

  it('is an error that names the origin and the reason where nobody listens', async () => {
    const gone = await startRecordingServer()
    await gone.close()
    const source = clientCredentials({ tokenEndpoint: gone.tokenEndpoint, clientId: 'c', clientSecret: 'top-s3cret' })
    const error: unknown = await source.obtain?.(context()).catch((thrown: unknown) => thrown)
    const { origin } = new URL(gone.tokenEndpoint)
    expect(error).toMatchObject({ message: `The request to ${origin} failed (ECONNREFUSED).`, cause: { name: 'TypeError' } })
    expect(shown(error)).not.toContain('s3cret')
  })
})
