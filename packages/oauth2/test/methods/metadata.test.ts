import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest'
import { createCoordinator } from '@everbearer/core'
import {
  clientAssertion,
  type ClientAuthenticationMethod,
  clientCredentials,
  type ClientCredentialsOptions,
  clientSecretJwt,
  password,
  privateKeyJwt,
  tlsClientAuth,
} from '../../src/index.ts'
import { keysOf, registeredWith } from '../support/client-keys.ts'
import { context, type RecordingServer, startRecordingServer } from '../support/recording-server.ts'
import { shown } from '../support/shown.ts'
import { startStrictServer } from '../support/strict-server.ts'

let server: RecordingServer
beforeAll(async () => void (server = await startRecordingServer()))
beforeEach(() => server.reset())
afterAll(() => server.close())

const rejection = { status: 401, body: { error: 'invalid_client' } }

/** Serves metadata with these fields. */
function serve(fields: object, reply: object = {}): void {
  const body = { issuer: server.origin, token_endpoint: server.tokenEndpoint, ...fields }
  server.reply(({ url }) => (url.includes('.well-known') ? { body } : reply))
}

/** How the last request authenticated. */
function used(): string {
  if (server.last.headers.authorization?.startsWith('Basic ')) return 'client_secret_basic'
  return server.last.form.some(([name]) => name === 'client_secret') ? 'client_secret_post' : 'none'
}

describe('a secret, without a method, goes as the metadata say', () => {
  test.for<[listed: unknown, method: string]>([
    [['client_secret_basic', 'client_secret_post'], 'client_secret_post'],
    [['private_key_jwt', 'client_secret_post'], 'client_secret_post'],
    [['client_secret_basic', 'private_key_jwt'], 'client_secret_basic'],
    [['private_key_jwt'], 'client_secret_post'],
    [[], 'client_secret_post'],
    [undefined, 'client_secret_post'],
    [null, 'client_secret_post'],
    ['client_secret_basic', 'client_secret_post'],
    [[5, null, 'client_secret_basic'], 'client_secret_basic'],
  ])('%o: %s', async ([methods, method]) => {
    serve({ token_endpoint_auth_methods_supported: methods })
    const source = clientCredentials({ issuer: server.origin, clientId: 'c', clientSecret: 's' })
    await source.obtain?.(context())
    expect(used()).toBe(method)
    await source.refresh?.('r', context())
    expect(used()).toBe(method)
  })

  it('of a refresh that has an endpoint of its own, too', async () => {
    serve({ token_endpoint_auth_methods_supported: ['client_secret_basic'] })
    const refreshTokenEndpoint = `${server.origin}/refresh`
    await clientCredentials({ issuer: server.origin, refreshTokenEndpoint, clientId: 'c', clientSecret: 's' }).refresh?.('r', context())
    expect([server.last.url, used()]).toEqual(['/refresh', 'client_secret_basic'])
  })

  it('unless the options name the method: metadata may be wrong', async () => {
    serve({ token_endpoint_auth_methods_supported: ['client_secret_basic'] })
    const options = { issuer: server.origin, clientId: 'c', clientSecret: 's', clientAuthentication: 'client_secret_post' as const }
    await clientCredentials(options).obtain?.(context())
    expect(used()).toBe('client_secret_post')
  })

  it('and a public client stays one', async () => {
    serve({ token_endpoint_auth_methods_supported: ['client_secret_basic'] })
    await password({ issuer: server.origin, clientId: 'c', username: 'u', password: 'p' }).obtain?.(context())
    expect(used()).toBe('none')
  })
})

describe('a rejected client is told what the server supports', () => {
  const methods = 'token_endpoint_auth_methods_supported'
  const algorithms = 'token_endpoint_auth_signing_alg_values_supported'
  const start = (): string => `${server.origin}/token answered with status 401.`
  const { pem } = keysOf('P-256')

  async function messageOf(clientAuthentication: ClientAuthenticationMethod | ClientCredentialsOptions['clientAuthentication']) {
    const shared = { issuer: server.origin, clientId: 'c' }
    const source =
      typeof clientAuthentication === 'object'
        ? clientCredentials({ ...shared, clientAuthentication })
        : clientCredentials({ ...shared, clientSecret: 's3cret', clientAuthentication })
    const error: unknown = await source.obtain?.(context()).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'ERR_TOKEN_REQUEST' })
    expect(shown(error)).not.toContain('s3cret')
    return (error as Error).message
  }

  test.for<[name: string, method: () => Parameters<typeof messageOf>[0]]>([
    ['client_secret_post', () => undefined],
    ['client_secret_post', () => 'client_secret_post'],
    ['client_secret_basic', () => 'client_secret_basic'],
    ['client_secret_jwt', () => clientSecretJwt({ clientSecret: 's3cret' })],
    ['private_key_jwt', () => privateKeyJwt({ key: pem })],
    ['private_key_jwt', () => clientAssertion(() => 's3cret')],
    ['tls_client_auth', () => tlsClientAuth()],
    ['self_signed_tls_client_auth', () => tlsClientAuth({ selfSigned: true })],
  ])('%s', async ([name, method]) => {
    serve({ [methods]: ['none', 'some_method'] }, rejection)
    expect(await messageOf(method())).toBe(`${start()} ${name} is not among this server's ${methods}: none, some_method.`)
    serve({ [methods]: ['none', name] }, rejection)
    expect(await messageOf(method())).toBe(start())
  })

  test.for<[name: string, method: () => ClientAuthenticationMethod]>([
    ['ES256', () => privateKeyJwt({ key: pem })],
    ['HS256', () => clientSecretJwt({ clientSecret: 's3cret' })],
  ])('and by which algorithms: %s', async ([name, method]) => {
    serve({ [algorithms]: ['RS256', 'PS256'] }, rejection)
    expect(await messageOf(method())).toBe(`${start()} ${name} is not among this server's ${algorithms}: RS256, PS256.`)
    serve({ [algorithms]: [name] }, rejection)
    expect(await messageOf(method())).toBe(start())
  })

  it.each([
    { status: 400, body: { error: 'invalid_client' } },
    { status: 400, body: { error: 'unauthorized_client' } },
    { status: 401, body: '' },
  ])('with %o', async (reply) => {
    serve({ [methods]: ['private_key_jwt'] }, reply)
    expect(await messageOf(undefined)).toContain(`client_secret_post is not among this server's ${methods}: private_key_jwt.`)
  })

  it.each([
    { status: 400, body: { error: 'invalid_grant' } },
    { status: 400, body: { error: 'invalid_scope' } },
    { status: 503, body: '' },
  ])('and nothing is told of the method with %o, which is about something else', async (reply) => {
    serve({ [methods]: ['private_key_jwt'] }, reply)
    expect(await messageOf(undefined)).toBe(`${server.origin}/token answered with status ${reply.status}.`)
  })

  it.each([undefined, null, 'private_key_jwt', [], [5]])('unless the metadata list nothing: %o', async (listed) => {
    serve({ [methods]: listed, [algorithms]: listed }, rejection)
    expect(await messageOf(undefined)).toBe(start())
    expect(await messageOf(privateKeyJwt({ key: pem }))).toBe(start())
  })

  it('and whatever has not the form of a name is left out, and a long list is cut', async () => {
    const many = Array.from({ length: 30 }, (_, index) => `method_${index}`)
    serve({ [methods]: ['a b', '\u001b[31m', 'x'.repeat(41), '', ...many] }, rejection)
    expect(await messageOf(undefined)).toBe(
      `${start()} client_secret_post is not among this server's ${methods}: ${many.slice(0, 20).join(', ')}.`,
    )
  })

  it('in the error that callers get, of a server that wants a signed assertion', async () => {
    await using strict = await startStrictServer({ clients: [registeredWith(keysOf('P-256'))], methods: ['private_key_jwt'] })
    const source = clientCredentials({ issuer: strict.issuer, clientId: 'c', clientSecret: 's3cret' })
    const auth = createCoordinator({ source, origins: 'any' })
    const error: unknown = await auth.getToken().catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      code: 'ERR_CREDENTIALS_REJECTED',
      message: expect.stringContaining(
        "client_secret_post is not among this server's token_endpoint_auth_methods_supported: private_key_jwt.",
      ),
    })
    expect(shown(error)).not.toContain('s3cret')
  })
})
