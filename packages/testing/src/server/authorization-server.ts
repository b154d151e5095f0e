import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { errors, Provider } from 'oidc-provider'
import type { AdapterPayload, JWK, KoaContextWithOIDC, TTLFunction } from 'oidc-provider'
import { acrOf, acrs } from './demands.ts'
import type { TokenFacts } from './demands.ts'
import { clientMetadata } from './directory.ts'
import type { ClientRecord, Directory } from './directory.ts'
import { registerGrants } from './grants.ts'
import { createMemoryStorage } from './memory-adapter.ts'
import type { MemoryStorage } from './memory-adapter.ts'
import { createRecentMap } from './recent-map.ts'

const day = 86_400
const tokensRemembered = 200_000

/** The client to which an access token was issued, and the number of the token. */
export interface TokenIssue {
  readonly clientId: string
  /** Number of the token among the client's access tokens, from 1. */
  readonly number: number
}

/** The oidc-provider with the testbed's clients and grants, and functions for other parts of the testbed. */
export interface AuthorizationServer {
  readonly provider: Provider
  /** Path of the token endpoint. */
  readonly tokenPath: string
  /** Returns the client and the number of an access token, also if the token is no longer valid. Undefined: the token is unknown. */
  readonly issueOf: (accessToken: string) => TokenIssue | undefined
  /** Returns facts about a valid access token; undefined: the token is not valid. */
  readonly factsOf: (accessToken: string) => Promise<TokenFacts | undefined>
  /** Returns whether the refresh token was replaced by rotation. */
  readonly isSpent: (refreshToken: string) => boolean
  /** Returns the time when the refresh token expires, ms since 1970. */
  readonly refreshTokenExpiresAt: (refreshToken: string) => number | undefined
  readonly revokeAccessTokens: (clientId?: string) => void
  readonly revokeRefreshTokens: (clientId?: string) => void
}

/** @param resources - the resource servers of RFC 8707: their access tokens are JWTs */
export function createAuthorizationServer(issuer: string, directory: Directory, resources: readonly string[] = []): AuthorizationServer {
  const storage = createMemoryStorage({
    client: (clientId) => {
      const client = directory.client(clientId)
      return client && clientMetadata(client)
    },
    lifetime: (model, { clientId }) => lifetime(model, directory.client(clientId)),
  })
  const provider = createProvider(issuer, directory, storage, resources)
  registerGrants(provider, directory)

  const issues = createRecentMap<TokenIssue>(tokensRemembered)
  const issued = new Map<string, number>()
  const spent = createRecentMap<true>(tokensRemembered)
  provider.on('access_token.saved', ({ jti, clientId = '' }) => {
    const number = (issued.get(clientId) ?? 0) + 1
    issued.set(clientId, number)
    issues.set(jti, { clientId, number })
  })
  provider.on('refresh_token.consumed', ({ jti }) => spent.set(jti, true))

  return {
    provider,
    tokenPath: '/token',
    issueOf: (accessToken) => issues.get(accessToken),
    async factsOf(accessToken) {
      const found = await provider.AccessToken.find(accessToken)
      if (found === undefined) return undefined
      const { acr, auth_time: authTime } = (found.extra ?? {}) as { acr?: string; auth_time?: number }
      return { scope: [...found.scopes], acr, authTime }
    },
    isSpent: (refreshToken) => spent.has(refreshToken),
    refreshTokenExpiresAt: (refreshToken) => storage.expiresAt('RefreshToken', refreshToken),
    revokeAccessTokens: (clientId) => storage.forget(['AccessToken'], issuedTo(clientId)),
    revokeRefreshTokens: (clientId) => storage.forget(['RefreshToken'], issuedTo(clientId)),
  }
}

function createProvider(issuer: string, directory: Directory, { adapter }: MemoryStorage, resources: readonly string[]): Provider {
  const wholeSeconds =
    (model: string): TTLFunction<unknown> =>
    (_ctx, _token, client) =>
      // 2 s are added, as oidc-provider rounds times down to whole seconds. So the exact expiry of the storage decides.
      Math.ceil(lifetime(model, directory.client(client.clientId)) ?? day) + 2

  const provider = new Provider(issuer, {
    adapter,
    jwks: { keys: [signingKey()] },
    acrValues: acrs,
    extraTokenClaims: loginOf,
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    clientAuthMethods: ['client_secret_post', 'client_secret_basic', 'none'],
    // oidc-provider's defaults for these print a warning when first called.
    clientBasedCORS: () => true,
    findAccount: (_ctx, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    renderError(ctx, out) {
      ctx.body = out
    },
    rotateRefreshToken: ({ oidc }) => directory.client(oidc.client?.clientId)?.rotateRefreshTokens === true,
    issueRefreshToken: async (_ctx, client) => directory.client(client.clientId)?.refreshTokens === true,
    expiresWithSession: async () => false,
    ttl: {
      DeviceCode: 600,
      AuthorizationCode: 60,
      AccessToken: wholeSeconds('AccessToken'),
      RefreshToken: wholeSeconds('RefreshToken'),
      Grant: day,
      IdToken: day,
      Interaction: day,
      Session: day,
    },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      deviceFlow: { enabled: true },
      pushedAuthorizationRequests: { enabled: true },
      resourceIndicators: {
        enabled: true,
        // Each token request names one resource, and a login names every resource.
        useGrantedResource: () => false,
        getResourceServerInfo(_ctx, resource, client) {
          if (!resources.includes(resource)) throw new errors.InvalidTarget()
          const seconds = Math.ceil(lifetime('AccessToken', directory.client(client.clientId)) ?? day) + 2
          return { scope: '', audience: resource, accessTokenFormat: 'jwt', accessTokenTTL: seconds, jwt: { sign: { alg: 'ES256' } } }
        },
      },
      revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
    },
  })
  // A proxy may be in front of the server: see the option `issuer`.
  provider.proxy = true
  // Without this, Koa prints errors, even for a client that has closed its connection.
  provider.silent = true
  return provider
}

/** Returns how and when the person of a token request logged in. With the testbed's own grants, the token request counts as the login. */
function loginOf({ oidc }: KoaContextWithOIDC): { acr: string | undefined; auth_time: number } {
  const { AuthorizationCode: code, DeviceCode: device, RefreshToken: refreshed } = oidc.entities
  const login = code ?? device ?? refreshed
  if (login !== undefined) return { acr: login.acr, auth_time: login.authTime ?? 0 }
  return { acr: acrOf(oidc.params?.['acr_values'] as string | undefined), auth_time: Math.floor(Date.now() / 1000) }
}

function lifetime(model: string, client: ClientRecord | undefined): number | undefined {
  if (model === 'AccessToken') return client?.accessTokenLifetime
  if (model === 'RefreshToken') return client?.refreshTokenLifetime
  return undefined
}

function issuedTo(clientId: string | undefined): (payload: AdapterPayload) => boolean {
  return (payload) => clientId === undefined || payload.clientId === clientId
}

function signingKey(): JWK {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { ...privateKey.export({ format: 'jwk' }), kid: 'testbed', alg: 'ES256', use: 'sig' }
}
