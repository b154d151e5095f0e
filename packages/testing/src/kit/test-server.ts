import type { Clock, TokenResponse, TokenSource } from '@everbearer/core'
import { expect, expectNumber, expectOptions, systemClock } from '@everbearer/core/adapter'
import { type ApiGuard, createApiGuard } from './api-guard.ts'
import { createFailures, type FailureOptions, type ServerFailure } from './failures.ts'
import type { SentApiRequest, SentTokenRequest } from './requests.ts'
import { createSource, type SourceGrant } from './test-source.ts'
import { createTokenEndpoint } from './token-endpoint.ts'
import { createTokenRegister } from './token-register.ts'

/** Options of `createTestServer()`. */
export interface TestServerOptions {
  /** URL of the token endpoint, or of the endpoint for a source of `sessionEndpoint()`. @default 'https://auth.test/token' */
  readonly tokenEndpoint?: string | undefined
  /** URL of the revocation endpoint, RFC 7009. @default 'https://auth.test/revoke' */
  readonly revocationEndpoint?: string | undefined
  /** Base URL of the API. @default 'https://api.test' */
  readonly api?: string | undefined
  /** Lifetime of access tokens, s. @default 300 */
  readonly lifetime?: number | undefined
  /** True: each refresh replaces the refresh token. A second use of the old refresh token then ends the login. @default true */
  readonly rotates?: boolean | undefined
  /**
   * Function that returns the API's response to a request that the API accepts. The server's `fetch` and the fetch of `replaceFetch()` call
   * the function; `handle` does not. @default JSON: `{ ok: true }`
   */
  readonly respond?: ((request: Request) => Response | Promise<Response>) | undefined
  /** The clock that decides when tokens expire. @default systemClock, which `controlCoordinator()` replaces */
  readonly clock?: Clock | undefined
}

/** A token endpoint and an API in this process, without network connections. */
export interface TestServer {
  readonly tokenEndpoint: string
  readonly revocationEndpoint: string
  /** Base URL of the API, without a trailing slash. */
  readonly api: string
  /** Token requests so far, oldest first. */
  readonly tokenRequests: readonly SentTokenRequest[]
  /** Requests to the API so far, oldest first. */
  readonly apiRequests: readonly SentApiRequest[]
  /** Makes a source that gets its tokens from this server. @param grant - @default 'client_credentials' */
  readonly source: (grant?: SourceGrant) => TokenSource
  /** Returns the tokens of a new login, for `setTokens()`. They include a refresh token for a source with the grant `refresh_token`. */
  readonly signIn: () => TokenResponse
  /** Sets fields of the next token response, for instance `{ expires_in: 60 }`. A second call sets fields of the response after that. */
  readonly nextToken: (fields: Partial<TokenResponse>) => void
  /** Makes token requests fail. Returns a function that ends the failure. */
  readonly failTokens: (failure: ServerFailure, options?: FailureOptions) => () => void
  /** Makes requests to the API fail. Returns a function that ends the failure. */
  readonly failApi: (failure: ServerFailure, options?: FailureOptions) => () => void
  /** Makes token requests wait, as on a slow server. Returns a function that ends the wait. */
  readonly holdTokens: () => () => void
  /** Revokes every access token issued so far. Refresh tokens stay valid. */
  readonly revokeAccessTokens: () => void
  /**
   * Ends every login so far, as after a logout elsewhere: access tokens and refresh tokens are rejected. Requests without `grant_type` get
   * 401 until `reset()`.
   */
  readonly endSessions: () => void
  /** Sends a request to the server, without a connection. Rejects for URLs of other servers. */
  readonly fetch: typeof globalThis.fetch
  /** Replaces the platform's fetch. Requests to other servers still use the platform's fetch. Returns a function that restores it. */
  readonly replaceFetch: () => () => void
  /**
   * Responds to a request, for libraries that intercept requests.
   *
   * @returns undefined: the API accepts the request, or the URL is of another server
   */
  readonly handle: (request: Request) => Promise<Response | undefined>
  /** Removes the tokens, the recorded requests and the failures. Token requests that wait are continued. */
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
 * Creates a token endpoint and an API for tests. They issue tokens, check tokens, and fail when the test wants a failure.
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
