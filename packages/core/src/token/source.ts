import type { TokenResponse } from './token-response.ts'

/** What a source is told with each request. */
export interface TokenRequestContext {
  /**
   * Aborts when nobody waits for the response any more. Hand it to your HTTP call. A request that carries a refresh
   * token is seen through: its signal aborts only after `maxRetryTime`, never by a time-out, `clear()` or `dispose()`.
   *
   * A request with this signal must not wait for the token of this source: through a client that does, it fails with `ERR_TOKEN_SOURCE`.
   */
  readonly signal: AbortSignal
}

/**
 * Where tokens come from. At least one of the two.
 *
 * A fetch `Response` is read by the coordinator, up to 1 MiB: its status, its Retry-After and its JSON. A 401 ends the
 * session, unless its `error` is `invalid_client`, `unauthorized_client` or `use_dpop_nonce`. A 401 to a refresh token
 * means that this token is dead. A 408, 425, 429 or 5xx is a passing failure.
 *
 * What the functions throw decides what happens next. A `SessionEndedError` ends the session. A `TokenRequestError`
 * speaks for itself. Of other errors the HTTP status and the OAuth `error` are read where they can be found. A
 * `TypeError` and its like that is no failed fetch is a mistake in the source's code: callers fail at once with
 * `ERR_TOKEN_SOURCE`. All else counts as a passing failure.
 *
 * @typeParam Given - what the functions give: a token response as parsed from its JSON, or a fetch `Response`
 */
export interface TokenSource<Setup extends TokenResponse | Response = TokenResponse | Response> {
  /** Gets a token from the source's own credentials. Leave out where there are none. */
  readonly obtain?: ((context: TokenRequestContext) => Promise<Setup>) | undefined
  /** Trades a refresh token, RFC 6749 §6. Leave out where the source has no use for one. */
  readonly refresh?: ((refreshToken: string, context: TokenRequestContext) => Promise<Setup>) | undefined
  /**
   * Does `obtain` ask a person, as by a login page? A refresh that a server refuses for reasons of its own is then no
   * cause for a login: the session cools down and refreshes again. @default false
   */
  readonly interactive?: boolean | undefined
  /**
   * Gives a refresh token from elsewhere to begin with, where nothing is stored yet. A function, so that it is not
   * printed. Undefined, null or an empty string: there is no such token.
   */
  readonly initialRefreshToken?: (() => string | null | undefined) | undefined
  /**
   * How long after the source has ended a session one more request may be made, ms: for users who sign in elsewhere, as in
   * another tab. If the session has ended still, as much time passes before the next one. @default never, until `setTokens()`
   */
  readonly retryAfterEnd?: number | undefined
}

/**
 * A source written as one function, the `obtain` of a `TokenSource`.
 *
 * @example
 * const source: TokenSourceFunction = ({ signal }) => fetch('/session/token', { method: 'POST', signal })
 */
export type TokenSourceFunction = (context: TokenRequestContext) => Promise<TokenResponse | Response>
