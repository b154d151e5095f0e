import { afterEach, beforeAll, afterAll, describe, expect, it, test, vi } from 'vitest'
import { createCoordinator } from '@everbearer/core'
import { createFakeClock } from '../../../core/test/fake-clock.ts'
import {
  clientAssertion,
  clientCredentials,
  password,
  privateKeyJwt,
  type PrivateKeyJwtOptions,
  refreshToken,
  type SigningAlgorithm,
} from '../../src/index.ts'
import { clientKeys, keysOf, registeredWith } from '../support/client-keys.ts'
import { context, token } from '../support/recording-server.ts'
import { shown } from '../support/shown.ts'
import { startStrictServer, type StrictServer } from '../support/strict-server.ts'

const { pem, jwk } = keysOf('P-256')

let strict: StrictServer
beforeAll(async () => {
  strict = await startStrictServer({
    clients: clientKeys.map((keys) => registeredWith(keys, keys.name)),
    algorithms: ['RS256', 'PS256', 'RS512', 'PS384', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
  })
})
afterAll(() => strict[Symbol.asyncDispose]())
afterEach(() => vi.restoreAllMocks())

/** What an assertion says, unchecked. */
function read(assertion: string): { header: Record<string, unknown>; claims: Record<string, unknown> } {
  const [header, claims] = assertion.split('.', 2).map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as never)
  return { header: header!, claims: claims! }
}

/** A fetch that grants every request, after failures, and keeps the assertions. */
function recording(failures = 0): { fetch: typeof fetch; sent: string[]; bodies: URLSearchParams[] } {
  const bodies: URLSearchParams[] = []
  const sent: string[] = []
  return {
    bodies,
    sent,
    async fetch(_url, init) {
      const body = new URLSearchParams(init?.body as string)
      bodies.push(body)
      sent.push(body.get('client_assertion') ?? '')
      return sent.length <= failures ? new Response('', { status: 503 }) : Response.json(token)
    },
  }
}

describe('a strict server accepts the assertions of', () => {
  const forms = clientKeys.flatMap((keys) => [
    { ...keys, form: 'PEM text', key: keys.pem },
    { ...keys, form: 'PEM text with line breaks written as \\n', key: keys.pem.replaceAll('\n', String.raw`\n`) },
    { ...keys, form: 'a JWK', key: keys.jwk },
    { ...keys, form: 'a JWK that names other uses', key: { ...keys.jwk, use: 'sig', key_ops: ['verify'], ext: false } },
    { ...keys, form: 'a CryptoKey', key: keys.cryptoKey() },
  ])

  test.for(forms)('a key of the kind $name, as $form', async ({ name, key, algorithms }) => {
    const source = clientCredentials({ issuer: strict.issuer, clientId: name, clientAuthentication: privateKeyJwt({ key, kid: 'k1' }) })
    expect(await source.obtain?.(context())).toMatchObject({ access_token: expect.any(String) })
    const { header, claims } = strict.assertions.at(-1)!
    expect(header).toEqual({ alg: algorithms[0], kid: 'k1' })
    // One string, not a list: the issuer alone.
    expect(claims).toMatchObject({ iss: name, sub: name, aud: strict.issuer })
    expect(Number(claims['exp']) - Number(claims['iat'])).toBe(60)
  })

  test.for<[kind: string, alg: SigningAlgorithm]>([
    ['RSA', 'PS256'],
    ['RSA', 'RS512'],
    ['RSA', 'PS384'],
    ['Ed25519', 'Ed25519'],
  ])('a key of the kind %s by the algorithm %s, if that is chosen', async ([kind, alg]) => {
    for (const own of [{ key: keysOf(kind).pem, alg }, { key: { ...keysOf(kind).jwk, alg } }]) {
      const source = clientCredentials({ issuer: strict.issuer, clientId: kind, clientAuthentication: privateKeyJwt(own) })
      await source.obtain?.(context())
      expect(strict.assertions.at(-1)?.header['alg']).toBe(alg)
    }
  })
})

describe('without an algorithm, the first is used that the metadata list', () => {
  test.for<[kind: string, listed: SigningAlgorithm[], used: string]>([
    ['RSA', ['ES256', 'PS256'], 'PS256'],
    ['Ed25519', ['ES256', 'Ed25519'], 'Ed25519'],
  ])('for a key of the kind %s: %o', async ([kind, algorithms, used]) => {
    const keys = keysOf(kind)
    await using server = await startStrictServer({ clients: [registeredWith(keys)], algorithms: algorithms as never })
    const source = clientCredentials({ issuer: server.issuer, clientId: 'c', clientAuthentication: privateKeyJwt({ key: keys.pem }) })
    await source.obtain?.(context())
    expect(server.assertions.at(-1)?.header['alg']).toBe(used)
  })
})

describe('an assertion', () => {
  const source = (fetch: typeof globalThis.fetch, options: Partial<PrivateKeyJwtOptions> = {}) =>
    clientCredentials({
      tokenEndpoint: 'https://id.example.com/token?x=1',
      clientId: 'c',
      clientAuthentication: privateKeyJwt({ key: pem, ...options }),
      fetch,
    })

  it('is all that authenticates the client, beside its identifier', async () => {
    const { fetch, bodies } = recording()
    await source(fetch).obtain?.(context())
    expect([...bodies[0]!.keys()].toSorted()).toEqual(['client_assertion', 'client_assertion_type', 'client_id', 'grant_type'])
    expect(bodies[0]!.get('client_assertion_type')).toBe('urn:ietf:params:oauth:client-assertion-type:jwt-bearer')
  })

  it('names the token endpoint, if no issuer is known, or what the option says', async () => {
    const { fetch, sent } = recording()
    await source(fetch).obtain?.(context())
    await source(fetch, { audience: 'https://id.example.com' }).obtain?.(context())
    expect(sent.map((each) => read(each).claims['aud'])).toEqual(['https://id.example.com/token?x=1', 'https://id.example.com'])
  })

  it('has the kid of the JWK, or that of the option, or none', async () => {
    const { fetch, sent } = recording()
    await source(fetch, { key: { ...jwk, kid: 'from-jwk' } as JsonWebKey }).obtain?.(context())
    await source(fetch, { key: { ...jwk, kid: 'from-jwk' } as JsonWebKey, kid: 'from-option' }).obtain?.(context())
    await source(fetch).obtain?.(context())
    expect(sent.map((each) => read(each).header)).toEqual([
      { alg: 'ES256', kid: 'from-jwk' },
      { alg: 'ES256', kid: 'from-option' },
      { alg: 'ES256' },
    ])
  })

  it('goes with the requests of every source', async () => {
    const { fetch, bodies } = recording()
    const shared = { tokenEndpoint: 'https://id.example.com', clientId: 'c', clientAuthentication: privateKeyJwt({ key: pem }), fetch }
    await password({ ...shared, username: 'u', password: 'p' }).obtain?.(context())
    await refreshToken(shared).refresh?.('r', context())
    expect(bodies.map((body) => body.get('grant_type'))).toEqual(['password', 'refresh_token'])
    expect(bodies.every((body) => body.has('client_assertion'))).toBe(true)
  })

  it('is new in every attempt, and in every refresh', async () => {
    const { fetch, sent } = recording(2)
    const clock = createFakeClock()
    const own = source(fetch)
    const tokens = createCoordinator({ source: own, origins: 'any', clock }).getToken()
    await vi.waitFor(async () => {
      await clock.advance(1000)
      expect(sent).toHaveLength(3)
    })
    await tokens
    await own.refresh?.('r', context())
    const ids = sent.map((each) => read(each).claims['jti'])
    expect(new Set(ids).size).toBe(4)
    expect(ids).not.toContain(undefined)
  })

  it('is of a key that is imported on first use, once for all', async () => {
    const importKey = vi.spyOn(crypto.subtle, 'importKey')
    const { fetch } = recording()
    const own = source(fetch)
    expect(importKey).not.toHaveBeenCalled()
    await Promise.all([own.obtain?.(context()), own.obtain?.(context())])
    await own.refresh?.('r', context())
    expect(importKey).toHaveBeenCalledTimes(1)
  })
})

describe('a server rejects', () => {
  const rejected = { code: 'ERR_TOKEN_REQUEST', status: 401, error: 'invalid_client' }

  /** The assertion of a request that never arrives. */
  async function assertionOf(clientId: string): Promise<string> {
    const { fetch: keep, sent } = recording()
    const withheld: typeof fetch = (url, init) => (init?.method === 'POST' ? keep(url, init) : fetch(url, init))
    const clientAuthentication = privateKeyJwt({ key: keysOf(clientId).pem })
    await clientCredentials({ issuer: strict.issuer, clientId, clientAuthentication, fetch: withheld }).obtain?.(context())
    return sent[0]!
  }
  const sentAgain = (assertion: string) =>
    clientCredentials({ issuer: strict.issuer, clientId: 'P-256', clientAuthentication: clientAssertion(() => assertion) })

  it('an assertion of another key', async () => {
    const source = clientCredentials({
      issuer: strict.issuer,
      clientId: 'RSA',
      clientAuthentication: privateKeyJwt({ key: pem }),
    })
    await expect(source.obtain?.(context())).rejects.toMatchObject(rejected)
  })

  it('the second use of an assertion', async () => {
    const source = sentAgain(await assertionOf('P-256'))
    expect(await source.obtain?.(context())).toMatchObject({ access_token: expect.any(String) })
    await expect(source.obtain?.(context())).rejects.toMatchObject(rejected)
    expect(strict.rejections.at(-1)).toBe('client assertion tokens must only be used once')
  })

  it('an assertion after its 60 seconds', async () => {
    const source = sentAgain(await assertionOf('P-256'))
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 90_000 })
    await expect(source.obtain?.(context()).finally(() => vi.useRealTimers())).rejects.toMatchObject(rejected)
    expect(strict.rejections.at(-1)).toMatch(/expired/)
  })

  it('an assertion for another audience', async () => {
    const clientAuthentication = privateKeyJwt({ key: pem, audience: 'https://elsewhere.example.com' })
    const source = clientCredentials({ issuer: strict.issuer, clientId: 'P-256', clientAuthentication })
    await expect(source.obtain?.(context())).rejects.toMatchObject(rejected)
  })
})

describe('a wrong option is a TypeError that names it and shows no value', () => {
  const { publicJwk } = keysOf('P-256')
  const body = 's3cretS3CRET'
  const block = (label: string): string => `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----`

  test.for<[name: string, options: object | undefined, message: string]>([
    ['no options', undefined, 'options: expected an object'],
    ['an unknown option', { key: pem, algorithm: 'ES256' }, 'Unknown option "algorithm". Allowed: key, kid, alg, audience.'],
    ['no key', {}, 'key: expected a CryptoKey, a JWK object, or PEM text'],
    ['an empty key', { key: '' }, 'key: expected a CryptoKey, a JWK object, or PEM text'],
    ['text that is no PEM', { key: body }, 'key: expected PEM text that begins with -----BEGIN PRIVATE KEY-----'],
    ['a public key', { key: block('PUBLIC KEY') }, 'key: expected PEM text that begins with -----BEGIN PRIVATE KEY-----'],
    ['a certificate', { key: block('CERTIFICATE') }, 'key: expected PEM text that begins with -----BEGIN PRIVATE KEY-----'],
    [
      'an RSA key in another form',
      { key: block('RSA PRIVATE KEY') },
      'key: expected PEM text that begins with -----BEGIN PRIVATE KEY-----, not a RSA PRIVATE KEY: openssl pkcs8 -topk8 -nocrypt converts it',
    ],
    [
      'an encrypted key',
      { key: block('ENCRYPTED PRIVATE KEY') },
      'key: expected PEM text that begins with -----BEGIN PRIVATE KEY-----, not a ENCRYPTED PRIVATE KEY: openssl pkcs8 -topk8 -nocrypt converts it',
    ],
    ['PEM of nothing', { key: block('PRIVATE KEY') }, 'key: expected an RSA, P-256, P-384, P-521 or Ed25519 key in PKCS#8'],
    [
      'PEM that is no Base64',
      { key: block('PRIVATE KEY').replace(body, '%') },
      'key: expected an RSA, P-256, P-384, P-521 or Ed25519 key in PKCS#8',
    ],
    ['a public JWK', { key: publicJwk }, 'key: expected a private JWK, with the member d'],
    ['a JWK of another curve', { key: { ...jwk, crv: 'secp256k1' } }, 'key: expected an RSA, P-256, P-384, P-521 or Ed25519 key'],
    ['a secret JWK', { key: { kty: 'oct', d: body } }, 'key: expected an RSA, P-256, P-384, P-521 or Ed25519 key'],
    ['an algorithm of another key', { key: pem, alg: 'RS256' }, 'alg: expected ES256 for this key'],
    ['an algorithm that is none', { key: jwk, alg: 'HS256' }, 'alg: expected ES256 for this key'],
    ['an algorithm against the JWK', { key: { ...jwk, alg: 'ES256' }, alg: 'ES384' }, 'alg: expected that of the JWK, or none'],
    [
      'an algorithm against the CryptoKey',
      { key: keysOf('RSA').cryptoKey(), alg: 'PS256' },
      'alg: expected RS256, as the key says, or none',
    ],
    ['an empty kid', { key: pem, kid: '' }, 'kid: expected a string that is not empty, or none'],
    ['an audience that is a list', { key: pem, audience: ['a'] }, 'audience: expected a string that is not empty, or none'],
  ])('%s', ([, options, message]) => {
    expect(() => privateKeyJwt(options as never)).toThrow(new TypeError(message))
  })

  it('a public CryptoKey', async () => {
    const { publicKey } = (await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify'])) as CryptoKeyPair
    expect(() => privateKeyJwt({ key: publicKey })).toThrow(new TypeError("key: expected a private CryptoKey with the usage 'sign'"))
  })

  it('the method itself in place of its value', () => {
    expect(() =>
      clientCredentials({
        tokenEndpoint: 'https://id.example.com',
        clientId: 'c',
        clientSecret: 's',
        clientAuthentication: privateKeyJwt as never,
      }),
    ).toThrow(
      /^clientAuthentication: expected 'client_secret_post', 'client_secret_basic', 'none', or a value such as that of privateKeyJwt\(\)$/,
    )
  })

  it('a secret beside the value', () => {
    const options = {
      tokenEndpoint: 'https://id.example.com',
      clientId: 'c',
      clientSecret: 's3cret',
      clientAuthentication: privateKeyJwt({ key: pem }),
    }
    expect(() => clientCredentials(options)).toThrow(
      new TypeError("clientSecret: expected none together with clientAuthentication 'private_key_jwt'"),
    )
  })
})

describe('the key and the assertions are shown nowhere:', () => {
  const broken = pem.replace(pem.split('\n')[2]!, 's3cretS3CRET'.repeat(2))
  const secrets = (assertions: readonly string[]): string[] => [pem.split('\n')[1]!, jwk.d!, 's3cret', ...assertions]

  it('not in the value, nor in the source', () => {
    const value = privateKeyJwt({ key: jwk })
    const source = clientCredentials({ tokenEndpoint: 'https://id.example.com', clientId: 'c', clientAuthentication: value })
    for (const secret of secrets([])) expect(shown(value) + shown(source)).not.toContain(secret)
  })

  it('not in the error for a key that the platform does not import', async () => {
    const options = { tokenEndpoint: 'https://id.example.com', clientId: 'c' }
    for (const key of [broken, { ...jwk, x: 's3cret' }]) {
      const source = clientCredentials({ ...options, clientAuthentication: privateKeyJwt({ key }) })
      const error: unknown = await source.obtain?.(context()).catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(TypeError)
      expect((error as Error).message).toMatch(/^key: expected a key that this platform can import for ES256 \(\w+\)$/)
      for (const secret of secrets([])) expect(shown(error)).not.toContain(secret)
    }
  })

  it('not in the error that callers get for such a key, which no retry mends', async () => {
    const clientAuthentication = privateKeyJwt({ key: broken })
    const source = clientCredentials({ tokenEndpoint: 'https://id.example.com/token', clientId: 'c', clientAuthentication })
    const error: unknown = await createCoordinator({ source, origins: 'any' })
      .getToken()
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'ERR_TOKEN_SOURCE', cause: { message: expect.stringContaining('can import for ES256') } })
    for (const secret of secrets([])) expect(shown(error)).not.toContain(secret)
  })

  it('not in errors and events of a rejected request', async () => {
    const sent: string[] = []
    const events: unknown[] = []
    const echo: typeof fetch = async (_url, init) => {
      sent.push(new URLSearchParams(init?.body as string).get('client_assertion')!)
      return Response.json({ error: 'invalid_client', error_description: sent[0], [sent[0]!]: sent[0] }, { status: 401 })
    }
    const source = clientCredentials({
      tokenEndpoint: 'https://id.example.com',
      clientId: 'c',
      clientAuthentication: privateKeyJwt({ key: pem }),
      fetch: echo,
    })
    const auth = createCoordinator({ source, origins: 'any' })
    auth.on('*', (event) => void events.push(event))
    const error: unknown = await auth.getToken().catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'ERR_CREDENTIALS_REJECTED' })
    expect(sent).toHaveLength(1)
    for (const secret of secrets(sent)) expect([error, ...events].map(shown).join('\n')).not.toContain(secret)
  })
})
