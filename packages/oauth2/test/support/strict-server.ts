import { generateKeyPairSync, randomBytes, type X509Certificate } from 'node:crypto'
import { createServer } from 'node:http'
import { createServer as createTlsServer, type ServerOptions } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { type ClientMetadata, type Configuration, errors, Provider } from 'oidc-provider'
import { createMemoryStorage } from '../../../testing/src/server/memory-adapter.ts'
import type { TestCertificate } from './certificates.ts'

/** A client assertion that the server has checked. */
export interface CheckedAssertion {
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
}

/** oidc-provider with all methods, which takes no `aud` but its issuer and no `jti` twice: draft-ietf-oauth-rfc7523bis §4. */
export interface StrictServer extends AsyncDisposable {
  readonly issuer: string
  readonly tokenEndpoint: string
  /** Those that were good, oldest first. */
  readonly assertions: CheckedAssertion[]
  /** The reasons for which clients were rejected, which callers do not learn. */
  readonly rejections: string[]
}

export interface StrictServerOptions {
  readonly clients: readonly (Partial<ClientMetadata> & { readonly client_id: string })[]
  /** The methods in the metadata. @default all that the protocol allows */
  readonly methods?: Configuration['clientAuthMethods']
  /** The algorithms of assertions in the metadata. @default those of oidc-provider */
  readonly algorithms?: NonNullable<Configuration['enabledJWA']>['clientAuthSigningAlgValues']
  /** Serves over TLS, and asks for certificates of this authority. @default plain http */
  readonly tls?: { readonly server: TestCertificate; readonly authority: TestCertificate } | undefined
}

const plainMethods = ['client_secret_post', 'client_secret_basic', 'client_secret_jwt', 'private_key_jwt'] as const
const tlsMethods = ['tls_client_auth', 'self_signed_tls_client_auth'] as const

export async function startStrictServer(options: StrictServerOptions): Promise<StrictServer> {
  const { tls } = options
  const listener = tls === undefined ? createServer() : createTlsServer(tlsOptions(tls.server, tls.authority))
  await new Promise<void>((resolve) => {
    listener.listen(0, '127.0.0.1', resolve)
  })
  const issuer = `${tls === undefined ? 'http' : 'https'}://localhost:${(listener.address() as AddressInfo).port}`
  const assertions: CheckedAssertion[] = []
  const rejections: string[] = []
  const provider = new Provider(issuer, configurationOf(options, issuer, assertions))
  provider.silent = true
  provider.on('grant.error', (_context, { error_detail: detail, error_description: description }) => {
    rejections.push(detail ?? description ?? '')
  })
  const answer = provider.callback()
  listener.on('request', (request, response) => void answer(request, response))
  return {
    issuer,
    tokenEndpoint: `${issuer}/token`,
    assertions,
    rejections,
    async [Symbol.asyncDispose]() {
      listener.closeAllConnections()
      await new Promise((resolve) => {
        listener.close(resolve)
      })
    },
  }
}

function configurationOf(options: StrictServerOptions, issuer: string, assertions: CheckedAssertion[]): Configuration {
  const clients = new Map(
    options.clients.map((client) => [
      client.client_id,
      {
        ...client,
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
        id_token_signed_response_alg: 'ES256' as const,
      },
    ]),
  )
  return {
    adapter: createMemoryStorage({ client: (id) => clients.get(id), lifetime: () => undefined }).adapter,
    jwks: {
      keys: [{ ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig' }],
    },
    ttl: { ClientCredentials: 600 },
    clientAuthMethods: [...(options.methods ?? [...plainMethods, ...(options.tls === undefined ? [] : tlsMethods)])],
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    ...(options.algorithms !== undefined && { enabledJWA: { clientAuthSigningAlgValues: options.algorithms } }),
    async assertJwtClientAuthClaimsAndHeader(_context, claims, header) {
      if (claims['aud'] !== issuer) throw new errors.InvalidClientAuth('the audience is not the issuer alone')
      assertions.push({ header, claims })
    },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      mTLS: {
        enabled: options.tls !== undefined,
        tlsClientAuth: true,
        selfSignedTlsClientAuth: true,
        getCertificate: ({ req }) => certificateOf(req.socket as TLSSocket)?.toString(),
        certificateAuthorized: ({ req }) => (req.socket as TLSSocket).authorized,
        certificateSubjectMatches: ({ req }, property, expected) =>
          property === 'tls_client_auth_subject_dn' && certificateOf(req.socket as TLSSocket)?.subject === expected,
      },
    },
  }
}

function tlsOptions({ key, cert }: TestCertificate, authority: TestCertificate): ServerOptions {
  return { key, cert, ca: [authority.cert], requestCert: true, rejectUnauthorized: false }
}

function certificateOf(socket: TLSSocket): X509Certificate | undefined {
  return socket.getPeerX509Certificate()
}
