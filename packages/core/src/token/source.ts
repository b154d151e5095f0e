import type { KeyBinding } from './key-binding.ts'
import type { TokenResponse } from './token-response.ts'

/** The argument that the functions of a source get at each call. */
export interface TokenRequestContext {
  /**
   * A signal that aborts when the response is no longer needed. Pass the signal to your HTTP call. A request with a refresh token runs to
   * its end: its signal aborts only after `maxRetryTime`, never by a time-out, `clear()` or `dispose()`.
   *
   * A request with this signal must not wait for the token of this source. If a client waits for that token before it sends the request,
   * the request fails with `ERR_TOKEN_SOURCE`.
   */
  readonly signal: AbortSignal
}

/**
 * The source of a coordinator's tokens. It has `obtain`, `refresh` or both.
 *
 * The coordinator reads status, Retry-After and JSON of a fetch `Response`, up to 1 MiB. A 401 to `obtain` ends the session. A 401 to
 * `refresh` means that the refresh token is invalid. Neither applies if the `error` is `invalid_client`, `unauthorized_client` or
 * `use_dpop_nonce`. A 408, 425, 429 or 5xx is a temporary failure.
 *
 * The error that a function throws decides what happens next. A `SessionEndedError` ends the session. The coordinator reads the HTTP status
 * and the OAuth `error` of a `TokenRequestError`, and of other errors that have them. A `TypeError` or a similar error is a mistake in the
 * source's code, unless a fetch failed with it. After a mistake, callers fail at once with `ERR_TOKEN_SOURCE`. All other errors are
 * temporary failures.
 *
 * @typeParam Result - the result of the functions: a token response as parsed JSON, or a fetch `Response`
 */
export interface TokenSource<Result extends TokenResponse | Response = TokenResponse | Response> {
  /** Gets a token with the source's own credentials. Leave `obtain` out if the source has no credentials. */
  readonly obtain?: ((context: TokenRequestContext) => Promise<Result>) | undefined
  /** Gets a token with a refresh token, RFC 6749 §6. Leave `refresh` out if the source can't use refresh tokens. */
  readonly refresh?: ((refreshToken: string, context: TokenRequestContext) => Promise<Result>) | undefined
  /**
   * True: `obtain` needs a person, for instance at a login page. After a failed refresh, `obtain` is called only if the refresh token is
   * invalid. Otherwise a cooldown follows, and then another refresh. `obtain` may take an hour: `refreshTimeout` and `maxRetryTime` do not
   * limit this time.
   * @default false
   */
  readonly interactive?: boolean | undefined
  /**
   * Returns a first refresh token, which is used if the store has no record, or only the record of a logout. The option is a function so
   * that no log prints the token. Undefined, null or an empty string: no refresh token. @default no refresh token
   */
  readonly initialRefreshToken?: (() => string | null | undefined) | undefined
  /**
   * Time after which an ended session may call `obtain` again, ms. The time counts from the end that the source reported. For users who
   * sign in elsewhere, for example in another tab. If that call reports the end again, the time starts again.
   * @default no call of `obtain` until `setTokens()`, or until the store has a new token
   */
  readonly retryAfterEnd?: number | undefined
  /**
   * Revokes a token at the server after `clear({ revoke: true })`, RFC 7009. Called with the refresh token of the session that ended, or
   * with its access token if it has no refresh token. A temporary failure is retried. Leave `revoke` out if the source can't revoke tokens.
   */
  readonly revoke?: ((token: string, hint: TokenTypeHint, context: TokenRequestContext) => Promise<unknown>) | undefined
  /**
   * Subscribes to the end of another session on which this source's tokens depend, such as the login behind a token exchange. The
   * coordinator calls this function once, when the coordinator is created. Each call of `end` ends the coordinator's session, as `clear()`
   * does. Returns a function that unsubscribes, for `dispose()`. @default the tokens depend on no other session
   */
  readonly followEnd?: ((end: () => void) => () => void) | undefined
  /**
   * The binding of the source's tokens to a key: `dpopKey()` of `@everbearer/dpop`. The functions of the source must send their requests
   * with the binding's `tokenRequest`. The coordinator then uses the scheme of the binding. @default Bearer tokens, which no key binds
   */
  readonly keyBinding?: KeyBinding | undefined
}

/** The type of a token to revoke: RFC 7009 §2.1. */
export type TokenTypeHint = 'refresh_token' | 'access_token'

/**
 * A source that is one function: the `obtain` of a `TokenSource`.
 *
 * @example
 * const source: TokenSourceFunction = ({ signal }) => fetch('/session/token', { method: 'POST', signal })
 */
export type TokenSourceFunction = (context: TokenRequestContext) => Promise<TokenResponse | Response>
