import { isOneShot } from '../http/body.ts'
import { SessionEndedError } from '../lib/errors.ts'
import { isSuccess, readJson } from '../http/json-response.ts'
import { longestTimer } from '../lib/clock.ts'
import { isTrue } from '../lib/is-true.ts'
import { expect, isToken, expectNumber } from '../lib/option-checks.ts'
import { expectOptions } from '../lib/expect-known.ts'
import { isSignedOut, type SessionResponse } from './is-signed-out.ts'
import type { TokenRequestContext, TokenSource } from './source.ts'
import type { TokenResponse } from './token-response.ts'
import { checkMap, mapResponse, type TokenMap } from './map-response.ts'
import { jsonOf, requestErrorOf } from './read-source-result.ts'

type Init = NonNullable<Parameters<typeof globalThis.fetch>[1]>
type GivenHeaders = NonNullable<Init['headers']>
/** A body that can be sent again. */
type RepeatableBody = Exclude<NonNullable<Init['body']>, ReadableStream>

/** The settings of `sessionEndpoint()`: its requests, and the meaning of the responses. */
export interface SessionEndpointOptions {
  /** HTTP method. @default 'POST' */
  readonly method?: string | undefined
  /**
   * Body of the requests, or a function that returns the body of each request. A stream is not allowed, because it can be sent only once.
   * @default no body
   */
  readonly body?: RepeatableBody | (() => RepeatableBody | Promise<RepeatableBody>) | undefined
  /**
   * Further headers, or a function that returns further headers for each request, for instance a CSRF token from a cookie. Further headers
   * override the default headers: `accept: application/json` and `everbearer-request: token`. @default no further headers
   */
  readonly headers?: GivenHeaders | (() => GivenHeaders | Promise<GivenHeaders>) | undefined
  /**
   * The rule that turns a response into a token response, if the response has other field names. Same as the coordinator's `map`.
   * @default unchanged
   */
  readonly map?: TokenMap | undefined
  /**
   * The responses that mean that nobody is signed in: further statuses from 200 to 599, or a function. The function gets each response and
   * the default decision, and returns `true` if nobody is signed in. If the function throws, the default decision is used.
   *
   * @default 401, 204, `null`, `{}`, any redirect, and a known `error` such as `login_required`; see `sessionEndpoint`
   */
  readonly endOn?: readonly number[] | ((response: SessionResponse, isSignedOut: boolean) => boolean) | undefined
  /**
   * Time after which an ended session may call the endpoint again, ms. For users who sign in elsewhere, for example in another tab.
   * @default no call until `setTokens()`, or until the store has a new token
   */
  readonly retryAfterEnd?: number | undefined
  /** The `fetch` function that sends the requests. @default the platform's fetch */
  readonly fetch?: typeof globalThis.fetch | undefined
}

const optionNames: readonly string[] = Object.keys({
  method: 1,
  body: 1,
  headers: 1,
  map: 1,
  endOn: 1,
  retryAfterEnd: 1,
  fetch: 1,
} satisfies Record<keyof SessionEndpointOptions, 1>)

/** A source that gets tokens from a session endpoint. */
export interface SessionEndpoint extends TokenSource<TokenResponse> {
  readonly obtain: (context: TokenRequestContext) => Promise<TokenResponse>
}

/**
 * The default headers of requests to the session endpoint. A page of another origin can't send `everbearer-request` without a CORS
 * preflight. So this header shows that a request is not forged.
 */
const ownHeaders = { accept: 'application/json', 'everbearer-request': 'token' }

/**
 * Makes a source for pages whose server keeps the session in a cookie. An endpoint of that server responds with an access token, as a token
 * endpoint does (RFC 6749 §5.1). The page holds no secret and no refresh token.
 *
 * The request has the cookies of the page's own origin, is not cached and follows no redirect. It carries the header
 * `everbearer-request: token`, which the server should require against CSRF.
 *
 * The session ends if the response says that nobody is signed in. Such responses are a 401, a 204, and the JSON `null` or `{}`. Any
 * redirect also ends the session, because redirects lead to a login page. So do these values of `error`: `login_required`,
 * `interaction_required`, `account_selection_required`, `consent_required`, `invalid_grant`, `invalid_token`, `session_expired`,
 * `session_ended`, `unauthenticated` and `not_authenticated`.
 *
 * A 403 without such an error does not end the session. A 408, 425, 429 or 5xx is a temporary failure.
 *
 * @param url - URL of the endpoint; the page resolves a relative URL
 * @throws {TypeError} an option is wrong; the message names the option and what is allowed
 *
 * @example
 * ```ts
 * import { createCoordinator, sessionEndpoint } from '@everbearer/core'
 *
 * const auth = createCoordinator({ source: sessionEndpoint('/session/token'), origins: [location.origin] })
 * auth.on('session-ended', () => location.assign('/login'))
 * ```
 */
export function sessionEndpoint(url: string | URL, options: SessionEndpointOptions = {}): SessionEndpoint {
  expectOptions(options, optionNames)
  const { method = 'POST', body, headers = {}, map, endOn = [], retryAfterEnd, fetch } = options
  expect((typeof url === 'string' && url !== '') || url instanceof URL, 'url', 'a URL, absolute or relative')
  expect(isToken(method), 'method', 'an HTTP method')
  expect(body === undefined || !/^(get|head)$/i.test(method), 'body', `none with the method ${method}`)
  expect(!isOneShot(body), 'body', 'one that can be sent again, and no stream')
  if (typeof headers !== 'function') headersFrom(headers)
  const isList = Array.isArray(endOn) && endOn.every((status) => Number.isInteger(status) && status >= 200 && status <= 599)
  expect(isList || typeof endOn === 'function', 'endOn', 'a list of statuses from 200 to 599, or a function')
  checkMap(map)
  if (retryAfterEnd !== undefined) expectNumber('retryAfterEnd', retryAfterEnd, 1, longestTimer)
  expect(fetch === undefined || typeof fetch === 'function', 'fetch', 'a function')

  return {
    retryAfterEnd,
    async obtain({ signal }) {
      const init: Init = {
        method,
        headers: headersFrom(await given(headers)),
        credentials: 'same-origin',
        cache: 'no-store',
        redirect: 'manual',
        signal,
      }
      const sent = body === undefined ? init : { ...init, body: await given(body) }
      // `bearer: false` prevents a deadlock if this coordinator wraps the given `fetch`.
      const received = await (fetch ?? globalThis.fetch)(url, { ...sent, bearer: false } as Init)
      const response = { ...(await readJson(received, signal)), isRedirect: isRedirect(received) }
      if (isOver(response)) throw new SessionEndedError('no-grant', requestErrorOf(response))
      if (!isSuccess(response)) throw requestErrorOf(response)
      return mapResponse(jsonOf(response), map) as TokenResponse
    },
  }

  function isOver(response: SessionResponse): boolean {
    const byDefault = isSignedOut(response)
    if (typeof endOn !== 'function') return byDefault || endOn.includes(response.status)
    try {
      return isTrue(endOn(response, byDefault))
    } catch {
      return byDefault
    }
  }
}

const redirects = new Set([301, 302, 303, 307, 308])

/**
 * Checks whether a response is a redirect, or came after a redirect: a custom `fetch` may follow redirects despite `redirect: 'manual'`.
 */
function isRedirect({ type, redirected, status }: Response): boolean {
  return type === 'opaqueredirect' || redirected || redirects.has(status)
}

function given<T>(value: T | (() => T | Promise<T>)): T | Promise<T> {
  return typeof value === 'function' ? (value as () => T | Promise<T>)() : value
}

/** Makes the headers of a request. Drops the platform's error, because its message quotes the value, which may be a secret. */
function headersFrom(init: GivenHeaders): Headers {
  let headers: Headers | undefined
  try {
    headers = new Headers(init)
  } catch {}
  expect(headers !== undefined, 'headers', 'names and values that a request can have, or a function that gives them')
  for (const [name, value] of Object.entries(ownHeaders)) if (!headers.has(name)) headers.set(name, value)
  return headers
}
