import { X509Certificate } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createCoordinator, type TokenSource } from '@everbearer/core'
import { clients } from '../../../../internal/keycloak/clients.ts'
import { clientAssertion, clientCredentials, clientSecretJwt, privateKeyJwt, tlsClientAuth } from '../../src/index.ts'
import { createCertificate, type CertificateFetch, createCertificateFetch, type TestCertificate } from '../support/certificates.ts'
import { keysOf, registeredWith } from '../support/client-keys.ts'
import { type RecordingServer, startRecordingServer } from '../support/recording-server.ts'
import { signAssertion } from '../support/sign-assertion.ts'
import { startStrictServer, type StrictServer } from '../support/strict-server.ts'

const keys = keysOf('P-256')
const clientSecret = 'a-secret-of-at-least-thirty-two-bytes'

let authority: TestCertificate
let strict: StrictServer
let api: RecordingServer
let withKnown: CertificateFetch
let withSelfSigned: CertificateFetch
let withNone: CertificateFetch
beforeAll(async () => {
  authority = await createCertificate('authority.example.com')
  const known = await createCertificate('client.example.com', authority)
  const selfSigned = await createCertificate('self-signed.example.com')
  const { publicKey, raw } = new X509Certificate(selfSigned.cert)
  strict = await startStrictServer({
    tls: { server: await createCertificate('localhost', authority), authority },
    clients: [
      registeredWith(keys, 'private_key_jwt'),
      registeredWith(keys, 'workload'),
      { client_id: 'client_secret_jwt', client_secret: clientSecret, token_endpoint_auth_method: 'client_secret_jwt' },
      { client_id: 'tls_client_auth', token_endpoint_auth_method: 'tls_client_auth', tls_client_auth_subject_dn: known.subject },
      {
        client_id: 'self_signed_tls_client_auth',
        token_endpoint_auth_method: 'self_signed_tls_client_auth',
        jwks: { keys: [{ ...publicKey.export({ format: 'jwk' }), x5c: [raw.toString('base64')] } as never] },
      },
    ],
  })
  withKnown = createCertificateFetch(authority, known)
  withSelfSigned = createCertificateFetch(authority, selfSigned)
  withNone = createCertificateFetch(authority, undefined)
  api = await startRecordingServer()
})
beforeEach(() => api.reset())
afterAll(() => Promise.all([...[withKnown, withSelfSigned, withNone, strict].map((each) => each[Symbol.asyncDispose]()), api.close()]))

const methods: readonly (readonly [clientId: string, source: () => TokenSource])[] = [
  ['private_key_jwt', () => sourceOf('private_key_jwt', privateKeyJwt({ key: keys.pem, kid: 'k1' }), withNone)],
  [
    'workload',
    () =>
      sourceOf(
        'workload',
        clientAssertion(() => signAssertion(keys, 'workload', strict.issuer)),
        withNone,
      ),
  ],
  ['client_secret_jwt', () => sourceOf('client_secret_jwt', clientSecretJwt({ clientSecret }), withNone)],
  ['tls_client_auth', () => sourceOf('tls_client_auth', tlsClientAuth(), withKnown)],
  ['self_signed_tls_client_auth', () => sourceOf('self_signed_tls_client_auth', tlsClientAuth({ selfSigned: true }), withSelfSigned)],
]

function sourceOf(clientId: string, clientAuthentication: ReturnType<typeof tlsClientAuth>, { fetch }: CertificateFetch): TokenSource {
  return clientCredentials({ issuer: strict.issuer, clientId, clientAuthentication, fetch })
}

describe.each(clients)('$name', ({ create }) => {
  it.each(methods)('has a token by %s, and another after a revocation, unnoticed by the caller', async (_clientId, source) => {
    await using auth = createCoordinator({ source: source(), origins: [api.origin] })
    const send = create(auth)
    const tokens: (string | undefined)[] = []
    api.reply(({ headers }) => {
      tokens.push(headers.authorization)
      const isRevoked = tokens.length === 2
      return isRevoked ? { status: 401, headers: { 'www-authenticate': 'Bearer error="invalid_token"' }, body: {} } : { body: {} }
    })
    const before = strict.assertions.length
    expect((await send(api.origin)).status).toBe(200)
    expect((await send(api.origin)).status).toBe(200)
    const [first, revoked, second] = tokens
    expect(tokens).toHaveLength(3)
    expect(first).toMatch(/^Bearer .+/)
    expect(revoked).toBe(first)
    expect(second).not.toBe(first)
    const ids = strict.assertions.slice(before).map(({ claims }) => claims['jti'])
    expect(new Set(ids).size).toBe(ids.length)
  })
})
