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

export interface TestbedOptions {
  /** Port of the authorization server; 0 = any free. @default 0 */
  port?: number
  /** Port of the API; 0 = any free. Without meaning if `sharedOrigin`. @default 0 */
  apiPort?: number
  /** Serve the API under /api of the authorization server's origin. @default false */
  sharedOrigin?: boolean
  /**
   * The issuer identifier, for clients that reach the servers through a proxy. The proxy keeps the path, and sends `Host` or
   * `X-Forwarded-Host`, and `X-Forwarded-Proto`. The paths of the authorization server are below that of the issuer. @default `origin`
   */
  issuer?: string
  /** Let browsers of any other origin read the answers, of the token endpoint too. @default false */
  cors?: boolean | CorsOptions
  /** How the nonces of DPoP are used. Proofs are checked with any setting, and bind the tokens that they come with. @default no nonces */
  dpop?: DpopOptions
  /** The resource servers whose tokens can be asked for, RFC 8707: URIs. Their access tokens are JWTs, for an API of yours. @default none */
  resources?: readonly string[]
  /** Called when a token request has arrived, before the server processes it. @default nothing */
  onTokenRequest?: OnTokenRequest
}

/** A real authorization server and an API that takes its tokens, on loopback. */
export interface Testbed extends AsyncDisposable {
  /** Where the authorization server listens, e.g. `http://127.0.0.1:41234`. */
  readonly origin: string
  /** The same as `origin`, but for the option `issuer`; discovery at `/.well-known/openid-configuration` below it. */
  readonly issuer: string
  readonly tokenEndpoint: string
  /** Base URL of the API without trailing slash; another origin than `issuer` unless `sharedOrigin`. */
  readonly api: string
  /** @throws TypeError for an id or secret that is not printable ASCII. RangeError for a negative lifetime. */
  registerClient(options?: ClientOptions): RegisteredClient
  registerUser(user: UserCredentials): void
  /**
   * Decides on the login of a device as a person does who enters the code. A login in a browser needs no page either: the user that
   * `login_hint` names is logged in at once, and the hint `nobody` declines.
   *
   * @throws TypeError no device waits with that code
   */
  decideDeviceLogin(userCode: string, decision: LoginDecision, username?: string): Promise<void>
  /** The API refuses each access token issued so far (to that client, or to all). Refresh tokens stay good. */
  revokeAccessTokens(clientId?: string): void
  /** Each refresh token issued so far (to that client, or to all) is refused. Access tokens stay good. */
  revokeRefreshTokens(clientId?: string): void
  /** Scripts a fault at the token endpoint. Returns a function that removes it. */
  failTokenEndpoint(fault: Fault, scope?: FaultScope): () => void
  /** Scripts a fault at the API. Returns a function that removes it. */
  failApi(fault: Fault, scope?: FaultScope): () => void
  /** What was served, in total or for one client. A fresh plain-object snapshot. */
  counts(clientId?: string): Counts
  /** The API requests served, oldest first, at most the last 10,000. A fresh array each time it is read. */
  readonly requests: readonly ServedRequest[]
  /** The token requests, oldest first, at most the last 100,000. A fresh array each time it is read. */
  readonly tokenRequests: readonly BookedTokenRequest[]
  /** Sets all counts to 0 and forgets the requests. */
  resetCounts(): void
  /** Destroys open connections, settles hung requests. Also Symbol.asyncDispose; may be called again. */
  close(): Promise<void>
}

/** Rejects if a port cannot be had, or with a TypeError if `issuer` is no URL. */
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

/** Serves what is below a path as if the path were not there. oidc-provider reads the path in front of its own from `originalUrl`. */
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
