import { randomBytes, randomUUID } from 'node:crypto'
import type { ClientMetadata } from 'oidc-provider'

/** How a client authenticates at the token endpoint (RFC 6749 section 2.3.1). */
export type ClientAuthentication = 'client_secret_post' | 'client_secret_basic' | 'none'

/** What a client registered with the testbed is like. */
export interface ClientOptions {
  /** Printable ASCII. @default generated, unique */
  clientId?: string
  /** Printable ASCII (RFC 6749 appendix A.2), the odd characters too. @default generated */
  clientSecret?: string
  /** `none` = public client. Another way than this one is refused. @default 'client_secret_post' */
  authentication?: ClientAuthentication
  /** Access token lifetime, s. Fractions count, and `expires_in` carries them. @default 300 */
  accessTokenLifetime?: number
  /** Refresh token lifetime, s; fractions count. @default 1800 */
  refreshTokenLifetime?: number
  /** client_credentials and password responses carry a refresh token. @default false */
  refreshTokens?: boolean
  /**
   * Each refresh gives a new refresh token and spends the old one; a second use of a spent one
   * revokes the whole grant, its access tokens too (RFC 9700 section 4.14.2). @default false
   */
  rotateRefreshTokens?: boolean
  /** Where logins may send the browser back to; without any, the client has no logins in a browser. @default none */
  redirectUris?: readonly string[]
  /** Replaces or deletes (undefined) fields of successful token responses, for servers with odd ones. */
  responseFields?: (fields: Record<string, unknown>) => Record<string, unknown>
}

/** What a client needs to know of itself. */
export interface RegisteredClient {
  readonly clientId: string
  /** Also given to public clients, which do not send it. */
  readonly clientSecret: string
}

/** A resource owner, for the password grant. Any characters. */
export interface UserCredentials {
  username: string
  password: string
}

/** A registered client with its defaults filled in. */
export interface ClientRecord extends Required<Omit<ClientOptions, 'responseFields'>> {
  readonly responseFields: (fields: Record<string, unknown>) => Record<string, unknown>
}

/** The clients and users the authorization server knows. */
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

/** The same client in the terms of OpenID Connect Dynamic Client Registration, as oidc-provider wants it. */
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
