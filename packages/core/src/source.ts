import type { TokenResponse } from './token-response.ts'

/** What a source is told with each request. */
export interface TokenRequestContext {
  /**
   * Aborts when nobody waits for the response any more. Hand it to your HTTP call. A request that carries a refresh
   * token is seen through: its signal aborts only after `maxRetryTime`, never by a time-out, `clear()` or `dispose()`.
   */
  readonly signal: AbortSignal
}

/**
 * Where tokens come from. At least one of the two. What they throw decides what happens next: a
 * `TokenRequestError` speaks for itself; of other errors the HTTP status and the OAuth `error` are read where
 * they can be found, and all else counts as a passing trouble.
 */
export interface TokenSource {
  /** Gets a token from the source's own credentials. Leave out where there are none. */
  readonly obtain?: ((context: TokenRequestContext) => Promise<TokenResponse>) | undefined
  /** Trades a refresh token, RFC 6749 §6. Leave out where the source has no use for one. */
  readonly refresh?: ((refreshToken: string, context: TokenRequestContext) => Promise<TokenResponse>) | undefined
  /**
   * Does `obtain` ask a person, as by a login page? A refresh that a server refuses for reasons of its own is then no
   * cause for a login: the session cools down and refreshes again. @default false
   */
  readonly interactive?: boolean | undefined
  /** Gives a refresh token from elsewhere to begin with, where nothing is stored yet. A function, so that it is not printed. */
  readonly initialRefreshToken?: (() => string) | undefined
}

/** A source written as one function, for instance a call to your own session endpoint. */
export type TokenSourceFunction = (context: TokenRequestContext) => Promise<TokenResponse>
