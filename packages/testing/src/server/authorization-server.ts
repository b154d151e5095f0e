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

/** To whom an access token was issued. */
export interface TokenIssue {
  readonly clientId: string
  /** Which of the client's access tokens it is, 1 for the first. */
  readonly number: number
}

/** oidc-provider with our clients and grants, and what the rest of the testbed asks of it. */
export interface AuthorizationServer {
  readonly provider: Provider
  /** Path of the token endpoint. */
  readonly tokenPath: string
  /** How an access token was issued, be it still good or not. */
  readonly issueOf: (accessToken: string) => TokenIssue | undefined
  /** What is known of a good access token; undefined: it is not good. */
  readonly factsOf: (accessToken: string) => Promise<TokenFacts | undefined>
  /** True of a refresh token that was rotated. */
  readonly isSpent: (refreshToken: string) => boolean
  /** When it expires, ms since the epoch. */
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
      // More than asked: oidc-provider cuts times to whole seconds, and the storage's exact expiry has to rule.
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
        // Each token request names its resource, and a login names all of them.
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
  // A proxy may stand in front: see the option `issuer`.
  provider.proxy = true
  // Koa prints errors otherwise; a client that went away is not worth a line.
  provider.silent = true
  return provider
}

/** How and when the person of a token request logged in. The testbed's own grants count as a login of their own. */
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
