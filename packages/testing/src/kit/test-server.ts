import type { Clock, TokenResponse, TokenSource } from '@everbearer/core'
import { expect, expectNumber, expectOptions, systemClock } from '@everbearer/core/adapter'
import { type ApiGuard, createApiGuard } from './api-guard.ts'
import { createFailures, type FailureOptions, type ServerFailure } from './failures.ts'
import type { SentApiRequest, SentTokenRequest } from './requests.ts'
import { createSource, type SourceGrant } from './test-source.ts'
import { createTokenEndpoint } from './token-endpoint.ts'
import { createTokenRegister } from './token-register.ts'

/** Where the servers are, and what their tokens are like. */
export interface TestServerOptions {
  /** URL of the token endpoint, or of a session endpoint. @default 'https://auth.test/token' */
  readonly tokenEndpoint?: string | undefined
  /** URL of the revocation endpoint, RFC 7009. @default 'https://auth.test/revoke' */
  readonly revocationEndpoint?: string | undefined
  /** Base URL of the API. @default 'https://api.test' */
  readonly api?: string | undefined
  /** Lifetime of access tokens, s. @default 300 */
  readonly lifetime?: number | undefined
  /** Does each refresh replace the refresh token? A second use of the old one then ends the login. @default true */
  readonly rotates?: boolean | undefined
  /** Responds to accepted requests of `fetch`. @default JSON: `{ ok: true }` */
  readonly respond?: ((request: Request) => Response | Promise<Response>) | undefined
  /** The clock by which tokens expire. @default systemClock, which `controlCoordinator()` replaces */
  readonly clock?: Clock | undefined
}

/** A token endpoint and an API in this process, without any connection. */
export interface TestServer {
  readonly tokenEndpoint: string
  readonly revocationEndpoint: string
  /** Base URL of the API, without a trailing slash. */
  readonly api: string
  /** Token requests so far, oldest first. */
  readonly tokenRequests: readonly SentTokenRequest[]
  /** Requests to the API so far, oldest first. */
  readonly apiRequests: readonly SentApiRequest[]
  /** A source that asks this server. @param grant - @default 'client_credentials' */
  readonly source: (grant?: SourceGrant) => TokenSource
  /** Tokens of a login, for `setTokens()`. Their refresh token is good for `refresh_token`. */
  readonly signIn: () => TokenResponse
  /** Sets fields of the next token response that has no fields yet, for instance `{ expires_in: 60 }`. */
  readonly nextToken: (fields: Partial<TokenResponse>) => void
  /** Lets token requests fail. Returns a function that ends the failure. */
  readonly failTokens: (failure: ServerFailure, options?: FailureOptions) => () => void
  /** Lets requests to the API fail. Returns a function that ends the failure. */
  readonly failApi: (failure: ServerFailure, options?: FailureOptions) => () => void
  /** Lets token requests wait, as a slow server does. Returns a function that lets them go on. */
  readonly holdTokens: () => () => void
  /** Rejects each access token so far. Refresh tokens stay good. */
  readonly revokeAccessTokens: () => void
  /** Ends each login so far, as a logout elsewhere does: access tokens and refresh tokens are rejected. */
  readonly endSessions: () => void
  /** Sends a request to the server, without a connection. Rejects for URLs of other servers. */
  readonly fetch: typeof globalThis.fetch
  /** Puts `fetch` in the place of the platform's fetch, which gets the requests to other servers. Returns a function that restores it. */
  readonly replaceFetch: () => () => void
  /**
   * Responds to a request. For libraries that intercept requests.
   *
   * @returns undefined: the API accepts the request, or the URL is of another server
   */
  readonly handle: (request: Request) => Promise<Response | undefined>
  /** Forgets tokens, requests and failures. Token requests that wait go on. */
  readonly reset: () => void
}

const names: readonly string[] = Object.keys({
  tokenEndpoint: 1,
  revocationEndpoint: 1,
  api: 1,
  lifetime: 1,
  rotates: 1,
  respond: 1,
  clock: 1,
} satisfies Record<keyof TestServerOptions, 1>)

/**
 * Creates a token endpoint and an API for tests. They issue tokens, check them, and fail as the test says.
 *
 * @example
 * ```ts
 * import { createTestServer } from '@everbearer/testing'
 *
 * const server = createTestServer({ tokenEndpoint: 'https://auth.example.com/token', api: 'https://api.example.com' })
 * server.failTokens({ status: 503, retryAfter: 30 })
 * ```
 * @throws {TypeError} an option is wrong; the message names the option and what is allowed
 */
export function createTestServer(options: TestServerOptions = {}): TestServer {
  expectOptions(options, names)
  const { respond = () => Response.json({ ok: true }), clock = systemClock, rotates = true } = options
  const tokenEndpoint = url('tokenEndpoint', options.tokenEndpoint ?? 'https://auth.test/token')
  const revocationEndpoint = url('revocationEndpoint', options.revocationEndpoint ?? 'https://auth.test/revoke')
  const base = url('api', options.api ?? 'https://api.test').replace(/\/$/, '')
  expect(typeof respond === 'function', 'respond', 'a function')
  const register = createTokenRegister(clock, expectNumber('lifetime', options.lifetime ?? 300, 0, Infinity), rotates)
  const [tokenFailures, apiFailures] = [createFailures(), createFailures()]
  const tokens = createTokenEndpoint(register, tokenFailures)
  const guard: ApiGuard = createApiGuard(register, apiFailures)
  const isApi = (to: string): boolean => to === base || to.startsWith(`${base}/`) || to.startsWith(`${base}?`)

  const handle: TestServer['handle'] = async (request) => {
    const to = request.url.split('#', 1)[0]!
    if (to === tokenEndpoint) return tokens.respond(request)
    if (to === revocationEndpoint) return tokens.revoke(request)
    return isApi(to) ? guard.check(request) : undefined
  }

  const send = async (request: Request): Promise<Response> => {
    const response = (await handle(request.clone())) ?? (await respond(request))
    if (response.type === 'error') throw new TypeError('fetch failed')
    return response
  }
  const knows = (to: string): boolean => to === tokenEndpoint || to === revocationEndpoint || isApi(to)

  return {
    tokenEndpoint,
    revocationEndpoint,
    api: base,
    tokenRequests: tokens.requests,
    apiRequests: guard.requests,
    source: (grant = 'client_credentials') => createSource(grant, tokens.respond, tokenEndpoint),
    signIn: () => register.issue(true),
    nextToken: register.nextToken,
    failTokens: tokenFailures.plan,
    failApi: apiFailures.plan,
    holdTokens: tokens.hold,
    revokeAccessTokens: register.revokeAccessTokens,
    endSessions: tokens.endSessions,
    async fetch(input, init) {
      const request = new Request(input, init)
      request.signal.throwIfAborted()
      if (!knows(request.url.split('#', 1)[0]!))
        throw new TypeError(`fetch failed: the test server is not at ${new URL(request.url).origin}`)
      return send(request)
    },
    replaceFetch() {
      const { fetch } = globalThis
      globalThis.fetch = async (input, init) => {
        const request = new Request(input, init)
        request.signal.throwIfAborted()
        return knows(request.url.split('#', 1)[0]!) ? send(request) : fetch(request)
      }
      return () => void (globalThis.fetch = fetch)
    },
    handle,
    reset() {
      register.reset()
      tokenFailures.reset()
      apiFailures.reset()
      tokens.reset()
      guard.reset()
    },
  }
}

function url(name: string, value: string): string {
  expect(URL.canParse(value), name, 'an absolute URL')
  return new URL(value).href
}
