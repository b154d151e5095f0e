import { inspect } from 'node:util'
import { createCoordinator, logEvents, TokenRequestError, type TokenSource } from '@everbearer/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { authorizationCode, deviceCode, jwtBearer, LoginError, type PendingLogin, tokenExchange } from '../src/index.ts'
import { type RecordingServer, startRecordingServer } from './support/recording-server.ts'

/** In every token, code, verifier and assertion of these tests. */
const mark = 's3cret'

let server: RecordingServer
beforeAll(async () => void (server = await startRecordingServer()))
beforeEach(() => server.reset())
afterAll(() => server.close())

/** All that a program can print of an error and its causes. */
function printsOf(thrown: unknown): string {
  const prints: string[] = []
  for (let error = thrown; error !== undefined && prints.length < 20; error = (error as { cause?: unknown }).cause) {
    prints.push(inspect(error, { depth: 9, showHidden: false }), JSON.stringify(error), String(error), (error as Error).stack ?? '')
  }
  return prints.join('\n')
}

const echo = { status: 400, body: { error: mark, error_description: mark, access_token: mark, device_code: mark } }
const replies = [
  ['an error that echoes', echo],
  ['an error code that a grant knows', { ...echo, body: { ...echo.body, error: 'invalid_grant' } }],
  ['a page', { body: `<p>${mark}</p>` }],
  ['a body that is incomplete', { body: { device_code: mark, id_token: mark, refresh_token: mark } }],
  ['a token of another type', { body: { access_token: mark, token_type: 'Bearer', issued_token_type: `urn:${mark}` } }],
] as const

const sources: [name: string, source: () => TokenSource][] = [
  [
    'tokenExchange',
    () => tokenExchange({ tokenEndpoint: server.tokenEndpoint, clientId: 'c', subjectToken: mark, actorToken: () => mark }),
  ],
  ['jwtBearer', () => jwtBearer({ tokenEndpoint: server.tokenEndpoint, clientId: 'c', assertion: async () => mark })],
  [
    'deviceCode',
    () => {
      const endpoints = { tokenEndpoint: server.tokenEndpoint, deviceAuthorizationEndpoint: server.tokenEndpoint }
      return deviceCode({ ...endpoints, clientId: 'c', prompt: () => Promise.reject(new Error(mark)) })
    },
  ],
]

describe.each(sources)('%s', (_grant, source) => {
  it.each(replies)('shows no secret after %s', async (_name, reply) => {
    server.reply(reply)
    const lines: string[] = []
    const auth = createCoordinator({ source: source(), origins: 'any', retries: 0 })
    const events: unknown[] = []
    auth.on('*', (event) => events.push(event))
    logEvents(auth, {
      debug: (line: string) => lines.push(line),
      info: (line: string) => lines.push(line),
      warn: (line: string) => lines.push(line),
      error: (line: string) => lines.push(line),
    })
    const thrown: unknown = await auth.getToken().catch((error: unknown) => error)
    await auth[Symbol.asyncDispose]()
    expect([printsOf(thrown), inspect(events, { depth: 9 }), JSON.stringify(events), ...lines].join('\n')).not.toContain(mark)
  })
})

describe('authorizationCode', () => {
  const redirectUri = 'https://app.example.com/callback'
  const pending: PendingLogin = {
    version: 1,
    state: `state-${mark}`,
    codeVerifier: `${mark}-verifier-that-is-long-enough-for-rfc-7636`,
    nonce: `nonce-${mark}`,
    redirectUri,
    server: '',
  }
  const back = `${redirectUri}?code=${mark}&state=state-${mark}`

  it.each([
    ['another state', `${redirectUri}?code=${mark}&state=another-${mark}`],
    ['another issuer', `${back}&iss=https://${mark}.example.com`],
    ['an error that echoes', `${back}&error=${mark}&error_description=${mark}`],
    ['two codes', `${back}&code=${mark}`],
    ['a JWT', `${back}&response=${mark}`],
    ['tokens', `${back}&id_token=${mark}`],
  ])('shows no secret of a response with %s', async (_name, url) => {
    expect(printsOf(await finished(url))).not.toContain(mark)
  })

  it.each(replies)('shows no secret after %s of the token endpoint', async (_name, reply) => {
    expect(printsOf(await finished(back, reply))).not.toContain(mark)
  })

  async function finished(url: string, reply: (typeof replies)[number][1] = echo): Promise<unknown> {
    const { origin, tokenEndpoint } = server
    server.reply({ body: { issuer: origin, token_endpoint: tokenEndpoint, authorization_endpoint: `${origin}/auth` } }, reply)
    const login = authorizationCode({ issuer: origin, clientId: 'c', redirectUri, scope: 'openid' })
    const thrown: unknown = await login.finish(url, { ...pending, server: origin }).catch((error: unknown) => error)
    expect(thrown instanceof LoginError || thrown instanceof TokenRequestError).toBe(true)
    return thrown
  }
})

it('a LoginError keeps an error code, and drops whatever is none', () => {
  expect(new LoginError('rejected', 'login_required')).toMatchObject({
    error: 'login_required',
    message: expect.stringContaining('(login_required)'),
  })
  for (const value of [mark.toUpperCase(), 'a b', '', null, undefined])
    expect(new LoginError('rejected', value)).not.toHaveProperty('error')
})
