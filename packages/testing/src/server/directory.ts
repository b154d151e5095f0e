import { randomBytes, randomUUID } from 'node:crypto'
import type { ClientMetadata } from 'oidc-provider'

/** Method by which a client authenticates at the token endpoint (RFC 7591 section 2). `none`: a public client. */
export type ClientAuthentication = 'client_secret_post' | 'client_secret_basic' | 'none'

/** Options of a client that is registered with the testbed. */
export interface ClientOptions {
  /** Identifier of the client, in printable ASCII. @default a generated, unique id */
  clientId?: string
  /** Secret of the client, in printable ASCII (RFC 6749 appendix A.2), including special characters. @default a generated secret */
  clientSecret?: string
  /** Authentication method. The server rejects requests of the client with another method. @default 'client_secret_post' */
  authentication?: ClientAuthentication
  /** Access token lifetime, s. Fractions are allowed, also in `expires_in`. @default 300 */
  accessTokenLifetime?: number
  /** Refresh token lifetime, s. Fractions are allowed. @default 1800 */
  refreshTokenLifetime?: number
  /** True: the responses to every grant contain a refresh token. @default false */
  refreshTokens?: boolean
  /**
   * True: each refresh gives a new refresh token, and the old refresh token becomes invalid. If the old token is used again, the server
   * revokes the whole grant with its access tokens (RFC 9700 section 4.14.2). @default false
   */
  rotateRefreshTokens?: boolean
  /** The redirect URIs of the client. Without a redirect URI, the client can't use the grant authorization_code. @default none */
  redirectUris?: readonly string[]
  /** Changes the fields of successful token responses, to simulate unusual servers. The response omits fields with the value undefined. */
  responseFields?: (fields: Record<string, unknown>) => Record<string, unknown>
}

/** The identifier and the secret of a registered client. */
export interface RegisteredClient {
  readonly clientId: string
  /** The secret. Public clients have a secret, too, but do not send it. */
  readonly clientSecret: string
}

/** Name and password of a user, for the password grant. Any characters are allowed. */
export interface UserCredentials {
  username: string
  password: string
}

/** A registered client. Options that were not given have their default values. */
export interface ClientRecord extends Required<Omit<ClientOptions, 'responseFields'>> {
  readonly responseFields: (fields: Record<string, unknown>) => Record<string, unknown>
}

/** The clients and users of the authorization server. */
export interface Directory {
  readonly registerClient: (options?: ClientOptions) => RegisteredClient
  readonly registerUser: (user: UserCredentials) => void
  readonly client: (clientId: string | undefined) => ClientRecord | undefined
  readonly isUser: (username: string, password: string) => boolean
}

export function createDirectory(): Directory {
  const clients = new Map<string, ClientRecord>()
  const passwords = new Map<string, string>()
  return {
    registerClient(options = {}) {
      const record = clientRecord(options)
      clients.set(record.clientId, record)
      return { clientId: record.clientId, clientSecret: record.clientSecret }
    },
    registerUser: ({ username, password }) => void passwords.set(username, password),
    client: (clientId) => (clientId === undefined ? undefined : clients.get(clientId)),
    isUser: (username, password) => passwords.get(username) === password,
  }
}

const grantTypes = [
  'client_credentials',
  'password',
  'refresh_token',
  'urn:ietf:params:oauth:grant-type:device_code',
  'urn:ietf:params:oauth:grant-type:jwt-bearer',
  'urn:ietf:params:oauth:grant-type:token-exchange',
]

/** Returns the client's metadata for oidc-provider, with the names of OpenID Connect Dynamic Client Registration. */
export function clientMetadata(client: ClientRecord): ClientMetadata {
  return {
    client_id: client.clientId,
    ...(client.authentication === 'none' ? {} : { client_secret: client.clientSecret }),
    token_endpoint_auth_method: client.authentication,
    grant_types: [...grantTypes, ...(client.redirectUris.length === 0 ? [] : ['authorization_code'])],
    redirect_uris: [...client.redirectUris],
    response_types: client.redirectUris.length === 0 ? [] : ['code'],
    id_token_signed_response_alg: 'ES256',
  }
}

function clientRecord(options: ClientOptions): ClientRecord {
  return {
    clientId: printable('clientId', options.clientId ?? `client-${randomUUID()}`),
    clientSecret: printable('clientSecret', options.clientSecret ?? randomBytes(32).toString('base64url')),
    authentication: options.authentication ?? 'client_secret_post',
    accessTokenLifetime: seconds('accessTokenLifetime', options.accessTokenLifetime ?? 300),
    refreshTokenLifetime: seconds('refreshTokenLifetime', options.refreshTokenLifetime ?? 1800),
    refreshTokens: options.refreshTokens ?? false,
    rotateRefreshTokens: options.rotateRefreshTokens ?? false,
    redirectUris: options.redirectUris ?? [],
    responseFields: options.responseFields ?? ((fields) => fields),
  }
}

function printable(name: string, value: string): string {
  if (!/^[\x20-\x7e]+$/.test(value)) throw new TypeError(`${name} must be printable ASCII and not empty`)
  return value
}

function seconds(name: string, value: number): number {
  if (!Number.isFinite(value) || value < 0) throw new RangeError(`${name} must be seconds, 0 or more`)
  return value
}
