import { setMaxListeners } from 'node:events'
import { createAuthorizationServer } from './authorization-server.ts'
import { createBoundTokens } from './bound-tokens.ts'
import type { DpopOptions } from './bound-tokens.ts'
import { withCors } from './cors.ts'
import type { CorsOptions } from './cors.ts'
import { createCounters } from './counters.ts'
import type { Counts, ServedRequest } from './counters.ts'
import { createDirectory } from './directory.ts'
import type { ClientOptions, RegisteredClient, UserCredentials } from './directory.ts'
import { createFaults } from './faults.ts'
import type { Fault, FaultScope } from './faults.ts'
import { listen } from './listener.ts'
import type { Handler } from './listener.ts'
import { decideDeviceLogin, createLogins } from './logins.ts'
import type { LoginDecision } from './logins.ts'
import { createResourceApi } from './resource-api.ts'
import { createTokenBooks } from './token-books.ts'
import type { BookedTokenRequest, OnTokenRequest } from './token-books.ts'
import { createTokenEndpoint } from './token-endpoint.ts'

/** Options of `startTestbed()`. */
export interface TestbedOptions {
  /** Port of the authorization server. 0: any free port. @default 0 */
  port?: number
  /** Port of the API. 0: any free port. It has no effect with `sharedOrigin`. @default 0 */
  apiPort?: number
  /** True: the API is at the path /api of the authorization server's origin. @default false */
  sharedOrigin?: boolean
  /**
   * The issuer identifier, for clients that reach the servers through a proxy. The proxy must keep the path, and must send the public host
   * in `Host` or `X-Forwarded-Host`, and the scheme in `X-Forwarded-Proto`. The paths of the authorization server begin with the issuer's
   * path. @default `origin`
   */
  issuer?: string
  /** True: pages of any other origin may read the responses, also those of the token endpoint. @default false */
  cors?: boolean | CorsOptions
  /** Use of DPoP nonces. The servers check DPoP proofs and bind tokens to keys even without this option. @default no nonces */
  dpop?: DpopOptions
  /** URIs of resource servers for which clients can get tokens, RFC 8707. Their access tokens are JWTs, for your own API. @default none */
  resources?: readonly string[]
  /** Function that is called when a token request has arrived, before the server processes the request. @default no function */
  onTokenRequest?: OnTokenRequest
}

/** A real authorization server, and an API that accepts the server's tokens, on the loopback interface. */
export interface Testbed extends AsyncDisposable {
  /** The origin at which the authorization server listens, such as `http://127.0.0.1:41234`. */
  readonly origin: string
  /** The option `issuer`, or else `origin`. The metadata are at `/.well-known/openid-configuration` below the issuer. */
  readonly issuer: string
  readonly tokenEndpoint: string
  /** Base URL of the API, without a trailing slash. Without `sharedOrigin`, the API has another origin than the authorization server. */
  readonly api: string
  /** Registers a client. @throws TypeError an id or secret is not printable ASCII. @throws RangeError a lifetime is negative */
  registerClient(options?: ClientOptions): RegisteredClient
  registerUser(user: UserCredentials): void
  /**
   * Approves or denies the login of a device, in place of a person who enters the code. Logins in a browser need no page and no call: the
   * user of `login_hint` is logged in at once. With the hint `nobody`, the login is declined.
   *
   * @param username - @default 'someone'
   * @throws TypeError no device waits with that code
   */
  decideDeviceLogin(userCode: string, decision: LoginDecision, username?: string): Promise<void>
  /** Revokes the access tokens issued so far, of one client or of every client. Refresh tokens stay valid. */
  revokeAccessTokens(clientId?: string): void
  /** Revokes the refresh tokens issued so far, of one client or of every client. Access tokens stay valid. */
  revokeRefreshTokens(clientId?: string): void
  /** Adds a fault to the token endpoint. Returns a function that removes the fault. */
  failTokenEndpoint(fault: Fault, scope?: FaultScope): () => void
  /** Adds a fault to the API. Returns a function that removes the fault. */
  failApi(fault: Fault, scope?: FaultScope): () => void
  /** Returns the counts of served requests, in total or for one client, as a new plain object. */
  counts(clientId?: string): Counts
  /** The last 10,000 served API requests, oldest first. Each read of the property returns a new array. */
  readonly requests: readonly ServedRequest[]
  /** The last 100,000 token requests, oldest first. Each read of the property returns a new array. */
  readonly tokenRequests: readonly BookedTokenRequest[]
  /** Sets every count to 0, and removes the recorded requests. */
  resetCounts(): void
  /** Closes the servers and their open connections. It may be called again. `Symbol.asyncDispose` does the same. */
  close(): Promise<void>
}

/** Starts a testbed. Rejects if a port is not available, or with a TypeError if `issuer` is no URL. */
export async function startTestbed(options: TestbedOptions = {}): Promise<Testbed> {
  const { port = 0, apiPort = 0, sharedOrigin = false, cors = false, dpop = {}, resources = [], onTokenRequest } = options
  const mount = options.issuer === undefined ? '' : new URL(options.issuer).pathname.replace(/\/$/, '')
  const main = await listen(port)
  const separate = sharedOrigin
    ? undefined
    : await listen(apiPort).catch(async (error: unknown) => {
        await main.close()
        throw error
      })
  const closing = new AbortController()
  setMaxListeners(0, closing.signal)

  const directory = createDirectory()
  const counters = createCounters()
  const books = createTokenBooks(onTokenRequest)
  const bound = createBoundTokens(dpop)
  const tokenFaults = createFaults(closing.signal)
  const apiFaults = createFaults(closing.signal)
  const server = createAuthorizationServer(options.issuer ?? main.origin, directory, resources)
  server.provider.use(createTokenEndpoint({ server, directory, faults: tokenFaults, counters, books, bound }))
  server.provider.use(createLogins(server.provider))
  const authorize = below(mount, server.provider.callback())

  const base = sharedOrigin ? '/api' : ''
  const api = createResourceApi({ base, server, faults: apiFaults, counters, bound, closed: closing.signal })
  separate?.serve(withCors(api, cors))
  const shared: Handler = (request, response) => {
    const handler = sharedOrigin && isUnder(base, request.url) ? api : authorize
    return handler(request, response)
  }
  main.serve(withCors(shared, cors))

  async function shutDown(): Promise<void> {
    closing.abort()
    await Promise.all([main.close(), separate?.close()])
  }
  let closed: Promise<void> | undefined
  const close = (): Promise<void> => (closed ??= shutDown())

  return {
    origin: main.origin,
    issuer: server.provider.issuer,
    tokenEndpoint: server.provider.issuer.replace(/\/$/, '') + server.tokenPath,
    api: (separate ?? main).origin + base,
    registerClient: directory.registerClient,
    registerUser: directory.registerUser,
    decideDeviceLogin: (userCode, decision, username) => decideDeviceLogin(server.provider, userCode, decision, username),
    revokeAccessTokens: server.revokeAccessTokens,
    revokeRefreshTokens: server.revokeRefreshTokens,
    failTokenEndpoint: tokenFaults.add,
    failApi: apiFaults.add,
    counts: counters.counts,
    get requests() {
      return counters.requests()
    },
    get tokenRequests() {
      return books.entries()
    },
    resetCounts() {
      counters.reset()
      books.reset()
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** Wraps a handler for requests below a path: the handler gets URLs without that path. oidc-provider finds the path in `originalUrl`. */
function below(path: string, handler: Handler): Handler {
  return (request, response) => {
    const { url } = request
    if (isUnder(path, url)) Object.assign(request, { originalUrl: url, url: url?.slice(path.length) })
    return handler(request, response)
  }
}

function isUnder(base: string, url = '/'): boolean {
  return url === base || url.startsWith(`${base}/`) || url.startsWith(`${base}?`)
}
