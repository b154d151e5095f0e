import { isOneShot } from '../http/body.ts'
import { SessionEndedError } from '../lib/errors.ts'
import { isSuccess, readJson } from '../http/json-response.ts'
import { longestTimer } from '../lib/clock.ts'
import { isTrue } from '../lib/is-true.ts'
import { expect, isToken, number } from '../lib/option-checks.ts'
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

/** How a session endpoint is asked, and what its responses mean. */
export interface SessionEndpointOptions {
  /** @default 'POST' */
  readonly method?: string | undefined
  /** What is sent, or a function that gives it for each request. A stream could be sent only once. @default nothing */
  readonly body?: RepeatableBody | (() => RepeatableBody | Promise<RepeatableBody>) | undefined
  /**
   * Headers beside `accept: application/json` and `everbearer-request: token`, or a function that gives them for each
   * request, as for a CSRF token in a cookie. A header of the same name takes the place of ours.
   */
  readonly headers?: GivenHeaders | (() => GivenHeaders | Promise<GivenHeaders>) | undefined
  /** How a response becomes a token response, where its fields have other names; as the option of the coordinator. @default the response as it is */
  readonly map?: TokenMap | undefined
  /**
   * Which responses say that nobody is signed in: further statuses, or a function that has the last word. The function is
   * called with each response and with what counts by default, which stands where the function throws.
   *
   * @default 401, 204, `null`, `{}`, any redirect, and a known `error` such as `login_required`; see `sessionEndpoint`
   */
  readonly endOn?: readonly number[] | ((response: SessionResponse, isSignedOut: boolean) => boolean) | undefined
  /**
   * How long after the end of a session one more request may be made, ms: for users who sign in elsewhere, as in another
   * tab. @default never, until `setTokens()`
   */
  readonly retryAfterEnd?: number | undefined
  /** Sends the requests. @default the platform's fetch */
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

/** A source that asks a session endpoint. */
export interface SessionEndpoint extends TokenSource<TokenResponse> {
  readonly obtain: (context: TokenRequestContext) => Promise<TokenResponse>
}

/** A page of another origin can't send a header of its own without a preflight (CORS), so its presence tells a forged request. */
const ownHeaders = { accept: 'application/json', 'everbearer-request': 'token' }

/**
 * A source for pages whose server keeps the session in a cookie: it posts to an address of that server, which responds with
 * an access token, as a token endpoint would (RFC 6749 §5.1). The page holds no secret and no refresh token.
 *
 * The request has the cookies of the page's own origin, is not cached, follows no redirect, and carries the header
 * `everbearer-request: token`, which the server should demand against CSRF.
 *
 * The session ends when the endpoint says that nobody is signed in: by a 401, a 204, the JSON `null` or `{}`, any redirect
 * (which leads to a login page), or an `error` among `login_required`, `interaction_required`,
 * `account_selection_required`, `consent_required`, `invalid_grant`, `invalid_token`, `session_expired`, `session_ended`,
 * `unauthenticated` and `not_authenticated`. A 403 with no such error does not end it. A 408, 425, 429 or 5xx is a passing
 * failure.
 *
 * @param url - of the endpoint; the page resolves a relative one
 * @throws {TypeError} an option is wrong; the message names it and what is allowed
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
  if (retryAfterEnd !== undefined) number('retryAfterEnd', retryAfterEnd, 1, longestTimer)
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
      // Should this fetch be one that waits for our token, the request for that token must not wait with it.
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

/** A fetch of the user's own may follow redirects all the same. */
function isRedirect({ type, redirected, status }: Response): boolean {
  return type === 'opaqueredirect' || redirected || redirects.has(status)
}

function given<T>(value: T | (() => T | Promise<T>)): T | Promise<T> {
  return typeof value === 'function' ? (value as () => T | Promise<T>)() : value
}

/** The platform's own error quotes the value, which may be a secret. */
function headersFrom(init: GivenHeaders): Headers {
  let headers: Headers | undefined
  try {
    headers = new Headers(init)
  } catch {}
  expect(headers !== undefined, 'headers', 'names and values that a request can have, or a function that gives them')
  for (const [name, value] of Object.entries(ownHeaders)) if (!headers.has(name)) headers.set(name, value)
  return headers
}
