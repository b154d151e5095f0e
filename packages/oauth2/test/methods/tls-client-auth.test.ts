import { X509Certificate } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { TokenSource } from '@everbearer/core'
import { clientCredentials, tlsClientAuth } from '../../src/index.ts'
import { createCertificate, createCertificateFetch, type TestCertificate } from '../support/certificates.ts'
import { context, type RecordingServer, startRecordingServer } from '../support/recording-server.ts'
import { startStrictServer, type StrictServer } from '../support/strict-server.ts'

let authority: TestCertificate
let known: TestCertificate
let selfSigned: TestCertificate
let strict: StrictServer
beforeAll(async () => {
  authority = await createCertificate('authority.example.com')
  known = await createCertificate('client.example.com', authority)
  selfSigned = await createCertificate('self-signed.example.com')
  const { publicKey, raw } = new X509Certificate(selfSigned.cert)
  const key = { ...publicKey.export({ format: 'jwk' }), x5c: [raw.toString('base64')] }
  strict = await startStrictServer({
    tls: { server: await createCertificate('localhost', authority), authority },
    clients: [
      { client_id: 'known', token_endpoint_auth_method: 'tls_client_auth', tls_client_auth_subject_dn: known.subject },
      { client_id: 'self-signed', token_endpoint_auth_method: 'self_signed_tls_client_auth', jwks: { keys: [key as never] } },
    ],
  })
})
afterAll(() => strict[Symbol.asyncDispose]())

/** Node's fetch, with a certificate. */
function fetchWith(certificate: TestCertificate | undefined): typeof fetch {
  const own = createCertificateFetch(authority, certificate)
  onTestFinished(() => own[Symbol.asyncDispose]())
  return own.fetch
}

function source(clientId: string, certificate: TestCertificate | undefined, isSelfSigned = false): TokenSource {
  const clientAuthentication = tlsClientAuth({ selfSigned: isSelfSigned })
  return clientCredentials({ issuer: strict.issuer, clientId, clientAuthentication, fetch: fetchWith(certificate) })
}

describe('a strict server over TLS', () => {
  it('accepts a client by a certificate of its authority', async () => {
    expect(await source('known', known).obtain?.(context())).toMatchObject({ access_token: expect.any(String) })
  })

  it('accepts a client by a certificate that it has signed itself', async () => {
    expect(await source('self-signed', selfSigned, true).obtain?.(context())).toMatchObject({ access_token: expect.any(String) })
  })

  it('rejects another certificate, and none', async () => {
    const other = await createCertificate('other.example.com', authority)
    for (const certificate of [other, selfSigned, undefined]) {
      await expect(source('known', certificate).obtain?.(context())).rejects.toMatchObject({ status: 401, error: 'invalid_client' })
    }
  })
})

describe('token requests', () => {
  let server: RecordingServer
  beforeAll(async () => void (server = await startRecordingServer()))
  beforeEach(() => server.reset())
  afterAll(() => server.close())

  /** Serves metadata with an alias. */
  function serve(alias: unknown): void {
    const body = { issuer: server.origin, token_endpoint: `${server.origin}/plain`, mtls_endpoint_aliases: alias }
    server.reply(({ url }) => (url.includes('.well-known') ? { body } : {}))
  }
  const lastPath = (): string => server.last.url

  it('have the identifier of the client and nothing else that authenticates', async () => {
    const options = { tokenEndpoint: server.tokenEndpoint, clientId: 'c', clientAuthentication: tlsClientAuth() }
    await clientCredentials(options).obtain?.(context())
    expect(Object.fromEntries(server.last.form)).toEqual({ grant_type: 'client_credentials', client_id: 'c' })
    expect(server.last.headers.authorization).toBeUndefined()
  })

  it('go to the alias for mutual TLS, and only with this method', async () => {
    serve({ token_endpoint: `${server.origin}/mtls` })
    const issuer = server.origin
    await clientCredentials({ issuer, clientId: 'c', clientAuthentication: tlsClientAuth() }).obtain?.(context())
    expect(lastPath()).toBe('/mtls')
    await clientCredentials({ issuer, clientId: 'c', clientSecret: 's' }).obtain?.(context())
    expect(lastPath()).toBe('/plain')
  })

  it.each([undefined, null, {}, { revocation_endpoint: 'https://id.example.com' }])(
    'go to the token endpoint, if there is no alias for it: %o',
    async (alias) => {
      serve(alias)
      await clientCredentials({ issuer: server.origin, clientId: 'c', clientAuthentication: tlsClientAuth() }).obtain?.(context())
      expect(lastPath()).toBe('/plain')
    },
  )

  it('go to no alias without TLS', async () => {
    serve({ token_endpoint: 'http://id.example.com/mtls' })
    const options = { issuer: server.origin, clientId: 'c', clientAuthentication: tlsClientAuth() }
    await expect(clientCredentials(options).obtain?.(context())).rejects.toMatchObject({ code: 'ERR_TOKEN_RESPONSE' })
    expect(server.requests.map(({ method }) => method)).toEqual(['GET'])
  })
})

it('takes no unknown option', () => {
  expect(() => tlsClientAuth({ cert: 'pem' } as never)).toThrow(new TypeError('Unknown option "cert". Allowed: selfSigned.'))
  expect(() => tlsClientAuth({ selfSigned: 'yes' } as never)).toThrow(new TypeError('selfSigned: expected a boolean'))
})
