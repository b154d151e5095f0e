import { generateKeyPairSync } from 'node:crypto'
import { inspect } from 'node:util'
import { createCoordinator, memoryStore, type NamedEvent } from '@everbearer/core'
import { withBearer } from '@everbearer/fetch'
import { clientCredentials } from '@everbearer/oauth2'
import { startTestbed, type Testbed } from '@everbearer/testbed'
import { describe, expect, test } from 'vitest'
import { type DpopAlgorithm, type DpopKey, dpopKey, type DpopKeyOptions, indexedDbKey } from '../src/index.ts'

const ec = (): JsonWebKey => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }) as JsonWebKey
const ed25519 = (): JsonWebKey => generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }) as JsonWebKey
const rsa = (bits = 2048): JsonWebKey =>
  generateKeyPairSync('rsa', { modulusLength: bits }).privateKey.export({ format: 'jwk' }) as JsonWebKey

function errorOf(call: () => unknown): unknown {
  try {
    return call()
  } catch (error) {
    return error
  }
}

async function statusWith(testbed: Testbed, keyBinding: DpopKey): Promise<number> {
  const source = clientCredentials({ tokenEndpoint: testbed.tokenEndpoint, ...testbed.registerClient(), keyBinding })
  using auth = createCoordinator({ source, origins: [testbed.api], retries: 0 })
  return (await withBearer(fetch, auth)(`${testbed.api}/echo`)).status
}

describe('a server takes the proofs', () => {
  test.each<DpopAlgorithm>(['ES256', 'Ed25519', 'RS256', 'PS256'])('of a new key for %s', async (algorithm) => {
    await using testbed = await startTestbed()
    expect(await statusWith(testbed, dpopKey({ algorithm }))).toBe(200)
  })

  test.each<[string, DpopKeyOptions]>([
    ['ES256', { jwk: ec() }],
    ['Ed25519', { jwk: { ...ed25519(), alg: 'EdDSA' } }],
    ['RS256', { jwk: { ...rsa(), alg: 'RS256' } }],
    ['PS256, with all that a key set says', { jwk: { ...rsa(), use: 'sig', key_ops: ['sign'], ext: false }, algorithm: 'PS256' }],
  ])('of a JWK for %s', async (_name, options) => {
    await using testbed = await startTestbed()
    expect(await statusWith(testbed, dpopKey(options))).toBe(200)
  })
})

describe('a JWK', () => {
  test('is one key in each process', async () => {
    const jwk = ec()
    expect(await dpopKey({ jwk }).thumbprint()).toBe(await dpopKey({ jwk: { ...jwk } }).thumbprint())
    expect(await dpopKey().thumbprint()).not.toBe(await dpopKey().thumbprint())
  })

  const { d: _d, ...publicJwk } = ec()
  test.each<[string, DpopKeyOptions, string]>([
    ['no object', { jwk: 'a secret' as never }, 'jwk: expected an object: a private key, RFC 7517'],
    ['null', { jwk: null as never }, 'jwk: expected an object: a private key, RFC 7517'],
    ['a public key', { jwk: publicJwk }, 'jwk.d: expected text: a private key for ES256'],
    ['another type', { jwk: ec(), algorithm: 'Ed25519' }, "jwk.kty: expected 'OKP' for Ed25519"],
    ['another curve', { jwk: { ...ec(), crv: 'P-384' } }, "jwk.crv: expected 'P-256' for ES256"],
    ['RSA of no algorithm', { jwk: rsa() }, "algorithm: expected 'RS256' or 'PS256', or a jwk with such an alg: an RSA key fits both"],
    ['a short modulus', { jwk: rsa(1024), algorithm: 'RS256' }, 'jwk.n: expected a modulus of at least 2048 bits'],
    ['an unknown algorithm', { algorithm: 'HS256' as never }, 'algorithm: expected ES256, Ed25519, RS256, PS256'],
    ['an unknown option', { key: 1 } as never, 'Unknown option "key". Allowed: algorithm, jwk.'],
  ])('%s is refused by a TypeError that shows nothing of it', (_name, options, message) => {
    const error = errorOf(() => dpopKey(options))
    expect(error).toBeInstanceOf(TypeError)
    expect(error).toHaveProperty('message', message)
    const { d, n } = Object(options.jwk) as JsonWebKey
    const secrets = [d, n].filter((secret) => secret !== undefined)
    expect(secrets.filter((secret) => inspect(error, { depth: 9, showHidden: true }).includes(secret))).toEqual([])
  })

  test('that the platform can’t import is an error that does not quote the key', async () => {
    const jwk = { ...ec(), d: 'bm90IGEga2V5' }
    const error: unknown = await dpopKey({ jwk })
      .thumbprint()
      .catch((cause: unknown) => cause)
    expect(error).toBeInstanceOf(TypeError)
    expect(inspect(error)).not.toContain('bm90IGEga2V5')
  })

  test('is not shown by the key that was made from it', async () => {
    const jwk = ec()
    const key = dpopKey({ jwk })
    await key.thumbprint()
    expect(inspect(key, { depth: 9, showHidden: true }) + JSON.stringify(key)).not.toContain(jwk.d)
  })
})

test('indexedDbKey needs a browser', () => {
  expect(() => indexedDbKey()).toThrow('indexedDbKey needs IndexedDB, which browsers have. Elsewhere, use dpopKey().')
})

describe('two processes on one store', () => {
  async function fleet(testbed: Testbed, keys: readonly (DpopKey | undefined)[], refreshTokens = false) {
    const client = testbed.registerClient({ refreshTokens, rotateRefreshTokens: refreshTokens, accessTokenLifetime: 600 })
    const store = memoryStore()
    const events: NamedEvent[][] = keys.map(() => [])
    const members = keys.map((keyBinding, index) => {
      const source = clientCredentials({ tokenEndpoint: testbed.tokenEndpoint, ...client, keyBinding })
      const auth = createCoordinator({ source, origins: [testbed.api], store, retries: 0 })
      auth.on('*', (event) => events[index]?.push(event))
      return { auth, api: withBearer(fetch, auth) }
    })
    const missing = (index: number): unknown[] =>
      (events[index] ?? []).filter(({ name }) => name === 'key-missing').map(({ event }) => event)
    return { clientId: client.clientId, members, store, missing }
  }

  test('share the token if they have one JWK', async () => {
    await using testbed = await startTestbed()
    const jwk = ec()
    const { members, store, missing } = await fleet(testbed, [dpopKey({ jwk }), dpopKey({ jwk })])
    for (const { api } of members) expect((await api(`${testbed.api}/echo`)).status).toBe(200)
    expect(testbed.counts()).toMatchObject({ tokenRequests: 1, apiRequests: 2 })
    expect((await store.load())?.keyThumbprint).toBe(await dpopKey({ jwk }).thumbprint())
    expect(missing(1)).toEqual([])
  })

  test('have a token each if their keys differ: no refresh token of the other is presented', async () => {
    await using testbed = await startTestbed()
    const keys = [dpopKey(), dpopKey()]
    const { members, store, missing, clientId } = await fleet(testbed, keys, true)
    for (const { api } of members) expect((await api(`${testbed.api}/echo`)).status).toBe(200)
    expect(testbed.counts(clientId).byGrant).toEqual({ client_credentials: 2 })
    expect(missing(1)).toEqual([{ generation: 1 }])
    expect(await store.load()).toMatchObject({ generation: 2, revision: 2, keyThumbprint: await keys[1]?.thumbprint() })

    // The first goes on with its own token, and replaces the record of the second only when it refreshes.
    expect((await members[0]!.api(`${testbed.api}/echo`)).status).toBe(200)
    expect(testbed.counts(clientId).tokenResponses).toBe(2)
    members[0]!.auth.invalidate()
    expect((await members[0]!.api(`${testbed.api}/echo`)).status).toBe(200)
    expect(testbed.counts(clientId)).toMatchObject({ byGrant: { client_credentials: 3 }, spentRefreshTokens: 0 })
    expect(missing(0)).toEqual([{ generation: 2 }])
    expect(await store.load()).toMatchObject({ keyThumbprint: await keys[0]?.thumbprint() })
  })

  test('have a token each if only one has a key', async () => {
    await using testbed = await startTestbed()
    const { members, missing } = await fleet(testbed, [dpopKey(), undefined])
    for (const { api } of members) expect((await api(`${testbed.api}/echo`)).status).toBe(200)
    expect(testbed.requests.map(({ headers }) => headers['authorization'])).toEqual(['DPoP', 'Bearer'])
    expect(missing(1)).toEqual([{ generation: 1 }])
  })

  test('a Bearer token from before is not sent as DPoP: its refresh token gets a bound token', async () => {
    await using testbed = await startTestbed()
    const { members, missing, clientId } = await fleet(testbed, [undefined, dpopKey()], true)
    for (const { api } of members) expect((await api(`${testbed.api}/echo`)).status).toBe(200)
    expect(testbed.requests.map(({ headers }) => headers['authorization'])).toEqual(['Bearer', 'DPoP'])
    expect(testbed.counts(clientId).byGrant).toEqual({ client_credentials: 1, refresh_token: 1 })
    expect(missing(1)).toEqual([])
  })
})
