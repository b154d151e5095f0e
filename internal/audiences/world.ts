import { type AudienceCoordinator, type AudienceCoordinatorOptions, createAudienceCoordinator } from '@everbearer/core'
import { authorizationCode, type AuthorizationCode, refreshToken } from '@everbearer/oauth2'
import { type ClientOptions, followLogin, startTestbed, type Testbed } from '@everbearer/testbed'
import { type ResourceServer, startResourceServer } from './resource-server.ts'

const redirectUri = 'http://127.0.0.1:9/callback'

/** An authorization server that rotates refresh tokens, two APIs on origins of their own, and a client that logs people in. */
export interface World extends AsyncDisposable {
  readonly testbed: Testbed
  readonly clientId: string
  readonly orders: ResourceServer
  readonly stock: ResourceServer
  readonly login: AuthorizationCode
  readonly create: (options?: Partial<AudienceCoordinatorOptions>) => AudienceCoordinator
  /** A person logs in, for all audiences, by the authorization code flow. */
  readonly logIn: (auth: AudienceCoordinator, user: string) => Promise<void>
  /** Token requests of an API that got a token. */
  readonly tokensFor: (api: ResourceServer) => number
  /** Requests that reached an API with a token for another audience. */
  readonly strays: () => number
}

/**
 * @param lifetime - of access tokens, s
 * @param clientOptions - more about the client
 */
export async function startWorld(lifetime: number, clientOptions: ClientOptions = {}): Promise<World> {
  let issuer = ''
  const orders = await startResourceServer(() => issuer)
  const stock = await startResourceServer(() => issuer)
  const resources = [orders.origin, stock.origin]
  const testbed = await startTestbed({ resources })
  ;({ issuer } = testbed)
  const client = testbed.registerClient({
    accessTokenLifetime: lifetime,
    refreshTokens: true,
    rotateRefreshTokens: true,
    redirectUris: [redirectUri],
    ...clientOptions,
  })
  const login = authorizationCode({ issuer, ...client, redirectUri, scope: 'openid' })
  return {
    testbed,
    clientId: client.clientId,
    orders,
    stock,
    login,
    create: (options) =>
      createAudienceCoordinator({
        source: (parameters) => refreshToken({ issuer, ...client, parameters }),
        audiences: Object.fromEntries(resources.map((resource) => [resource, resource])),
        ...options,
      }),
    async logIn(auth, user) {
      const { url, pending } = await login.begin({ parameters: { login_hint: user, resource: resources } })
      await auth.setTokens(await login.finish(await followLogin(url, redirectUri), pending))
    },
    tokensFor: ({ origin }) => testbed.tokenRequests.filter(({ resource, status }) => resource === origin && status === 200).length,
    strays: () =>
      [orders, stock].flatMap(({ origin, requests }) => requests.filter(({ audience }) => audience !== undefined && audience !== origin))
        .length,
    async [Symbol.asyncDispose]() {
      await testbed.close()
      await orders[Symbol.asyncDispose]()
      await stock[Symbol.asyncDispose]()
    },
  }
}
