import { type Coordinator, createCoordinator, type TokenSource } from '@everbearer/core'
import { clientCredentials, clientSecretJwt, privateKeyJwt, tlsClientAuth } from '@everbearer/oauth2'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import {
  type CertificateFetch,
  createCertificate,
  createCertificateFetch,
  type TestCertificate,
} from '../../../packages/oauth2/test/support/certificates.ts'
import { keysOf } from '../../../packages/oauth2/test/support/client-keys.ts'
import { clients } from '../clients.ts'
import { clientAuthentication, longSecret } from '../realms/client-authentication.ts'
import { type ResourceServer, startResourceServer } from '../resource-server/resource-server.ts'
import { findLauncher } from '../server/launch.ts'
import { type Keycloak, startKeycloak } from '../server/server.ts'
import { onKeycloak } from './on-keycloak.ts'
import { patience } from './test-context.ts'

const keys = keysOf('P-256')
const kid = 'k1'

onKeycloak('Client authentication', () => {
  const started = new AsyncDisposableStack()
  let keycloak: Keycloak
  let api: ResourceServer
  let authority: TestCertificate
  let withCertificate: CertificateFetch
  let withoutCertificate: CertificateFetch
  beforeAll(async () => {
    authority = await createCertificate('authority.example.com')
    const own = await createCertificate('client.example.com', authority)
    const server = await createCertificate('localhost', authority)
    const realm = clientAuthentication({ publicKey: { ...keys.publicJwk, kid } as JsonWebKey, subject: own.subject })
    const silent = (): void => {}
    const tls = { cert: server.cert, key: server.key, authority: authority.cert }
    keycloak = started.use(await startKeycloak(await findLauncher(silent), { name: 'with TLS', realms: [realm], tls }, silent))
    // Keycloak names its issuer by the origin that a request is for, so this API reads no issuer.
    const realmUrl = `${keycloak.baseUrl}/realms/client-authentication`
    api = started.use(await startResourceServer({ realmUrl, checks: 'signature' }))
    withCertificate = started.use(createCertificateFetch(authority, own))
    withoutCertificate = started.use(createCertificateFetch(authority, undefined))
  })
  afterAll(() => started.disposeAsync())

  function sourceOf(clientId: string, method: ReturnType<typeof tlsClientAuth>, { fetch } = withoutCertificate): TokenSource {
    const issuer = `${keycloak.tlsUrl}/realms/client-authentication`
    return clientCredentials({ issuer, clientId, clientAuthentication: method, fetch })
  }

  const methods: readonly (readonly [name: string, source: () => TokenSource])[] = [
    ['private_key_jwt', () => sourceOf('signed-jwt', privateKeyJwt({ key: keys.pem, kid }))],
    ['client_secret_jwt', () => sourceOf('secret-jwt', clientSecretJwt({ clientSecret: longSecret }))],
    ['tls_client_auth', () => sourceOf('certificate', tlsClientAuth(), withCertificate)],
  ]

  async function failureOf(source: TokenSource): Promise<unknown> {
    await using auth = createCoordinator({ source, origins: 'any' })
    // Awaited here: the coordinator is disposed of at the return.
    return await auth.getToken().catch((error: unknown) => error)
  }

  /** Sends requests until the third token has come; the API finds each token dead in the second in which it ends. */
  async function sendForThreeLifetimes(
    auth: Coordinator,
    send: (url: string) => Promise<{ readonly status: number }>,
  ): Promise<Set<number>> {
    const statuses = new Set<number>()
    let tokens = 0
    auth.on('refresh', () => void tokens++)
    await vi.waitFor(async () => {
      statuses.add((await send(api.origin)).status)
      expect(tokens).toBeGreaterThanOrEqual(3)
    }, patience)
    return statuses
  }

  describe.concurrent.each(clients)('$name', ({ create }) => {
    it.each(methods)('%s: traffic over three lifetimes of the token sees no error', async (_name, source) => {
      await using auth = createCoordinator({ source: source(), origins: [api.origin] })
      expect(await sendForThreeLifetimes(auth, create(auth))).toEqual(new Set([200]))
    })
  })

  it('private_key_jwt: a key that Keycloak does not know is rejected', async () => {
    const other = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify'])
    const error = await failureOf(sourceOf('signed-jwt', privateKeyJwt({ key: (other as CryptoKeyPair).privateKey, kid })))
    expect(error).toMatchObject({ code: 'ERR_CREDENTIALS_REJECTED' })
  })

  it('private_key_jwt: an assertion is good once', async () => {
    const statuses: number[] = []
    const { fetch: send } = withoutCertificate
    const source = sourceOf('signed-jwt', privateKeyJwt({ key: keys.pem, kid }), {
      ...withoutCertificate,
      async fetch(url, init) {
        const response = await send(url, init)
        if (init?.method === 'POST') statuses.push(response.status, (await send(url, init)).status)
        return response
      },
    })
    await createCoordinator({ source, origins: 'any' }).getToken()
    expect(statuses).toEqual([200, 400])
  })

  it('tls_client_auth: another certificate of the authority is rejected, and none', async () => {
    await using other = createCertificateFetch(authority, await createCertificate('other.example.com', authority))
    for (const certificate of [other, withoutCertificate]) {
      expect(await failureOf(sourceOf('certificate', tlsClientAuth(), certificate))).toMatchObject({ code: 'ERR_CREDENTIALS_REJECTED' })
    }
  })

  it('a method that Keycloak does not support is named, with those that it does', async () => {
    const error = await failureOf(sourceOf('certificate', tlsClientAuth({ selfSigned: true })))
    const message = /self_signed_tls_client_auth is not among this server's token_endpoint_auth_methods_supported: .*private_key_jwt/
    expect((error as Error).message).toMatch(message)
  })
})
