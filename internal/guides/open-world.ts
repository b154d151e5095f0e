import { type ClientOptions, startTestbed, type Testbed } from '@everbearer/testbed'
import type { Respond } from './network/start-front.ts'
import type { Network } from './network/start-network.ts'

export interface WorldOptions {
  /** @default 'https://auth.example.com' */
  readonly issuer?: string | undefined
  /** May pages of other origins call the servers? @default false */
  readonly cors?: boolean
}

/** A token response. */
export interface Tokens {
  readonly access_token: string
  readonly refresh_token: string
}

/** The servers that a block talks to: an authorization server, and an API at all other hosts below example.com. */
export interface World extends AsyncDisposable {
  readonly testbed: Testbed
  readonly network: Network
  /** Servers that are neither, by host, or by host and path. */
  readonly sites: Map<string, Respond>
  /** Registers the client `my-client` with the secret `my-secret`, or another. */
  register(options?: ClientOptions): void
  /** Registers a client with refresh tokens, by default a public one, and logs a user in: by password, as no page is needed for that. */
  logIn(clientId: string, options?: ClientOptions): Promise<Tokens>
  /** Puts another issuer in the place of this world's, with an API of its own. */
  withIssuer(issuer: string): Promise<World>
  /** The requests that reached the API, e.g. `GET /orders 200`, oldest first. */
  readonly served: readonly string[]
}

const user = { username: 'someone', password: 'a password' }

export async function openWorld(
  network: Network,
  { issuer = 'https://auth.example.com', cors = false }: WorldOptions = {},
): Promise<World> {
  const testbed = await startTestbed({ issuer, cors })
  const sites = new Map<string, Respond>()
  const { host } = new URL(issuer)
  network.backendOf = (url) =>
    sites.get(url.host + url.pathname) ??
    sites.get(url.host) ??
    new URL(pathOf(url, host) + url.search, url.host === host ? testbed.origin : testbed.api)

  return {
    testbed,
    network,
    sites,
    register: (options) => void testbed.registerClient({ clientId: 'my-client', clientSecret: 'my-secret', ...options }),
    async logIn(clientId, options = {}) {
      testbed.registerUser(user)
      testbed.registerClient({ clientId, authentication: 'none', refreshTokens: true, rotateRefreshTokens: true, ...options })
      const body = new URLSearchParams({ grant_type: 'password', client_id: clientId, client_secret: options.clientSecret ?? '', ...user })
      if (options.clientSecret === undefined) body.delete('client_secret')
      return (await (await fetch(testbed.tokenEndpoint, { method: 'POST', body })).json()) as Tokens
    },
    withIssuer: (next) => openWorld(network, { issuer: next }),
    get served() {
      return testbed.requests.map(({ method, url, status }) => `${method} ${url} ${status}`)
    },
    async [Symbol.asyncDispose]() {
      network.backendOf = () => undefined
      network.ports.clear()
      await testbed.close()
    },
  }
}

/** Keycloak's token endpoint is the testbed's, and an API has a resource that needs no token. */
function pathOf({ host, pathname }: URL, issuerHost: string): string {
  if (host === issuerHost) return pathname.replace('/protocol/openid-connect/', '/')
  return pathname === '/health' ? '/open/health' : pathname
}
