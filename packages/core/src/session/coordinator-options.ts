import type { Clock } from '../lib/clock.ts'
import type { Origins } from '../policy/allowed-origins.ts'
import type { CooldownOptions } from '../policy/backoff.ts'
import type { ResponseClass, ResponseFacts } from '../policy/classify-response.ts'
import type { BeforeSignIn } from '../policy/sign-in.ts'
import type { TokenMap } from '../token/map-response.ts'
import type { TokenSource, TokenSourceFunction } from '../token/source.ts'
import type { RefreshAt } from '../token/token-lifetime.ts'
import type { ReceivedTokenResponse } from '../token/token-response.ts'
import type { RefreshTimer } from './refresh-timer.ts'
import type { TokenStore } from './session-store.ts'

/** What a coordinator can be told. Only `source` and `origins` have no default. */
export interface CoordinatorOptions {
  /** Where tokens come from. */
  readonly source: TokenSource | TokenSourceFunction
  /**
   * How a response of the source becomes a token response, where its fields have other names: these names, or a function such
   * as `camelCase`. Called for each response; where it throws, the response is unusable. `setTokens()` takes standard names.
   * @default the response as it is
   */
  readonly map?: TokenMap | undefined
  /** Where tokens may go. To any other origin a request leaves as if there were no coordinator. */
  readonly origins: Origins
  /**
   * What becomes of a request while nobody is signed in. `send-without-token` sends the request as it is, if the source says that
   * nobody is signed in, or if a source that only refreshes has no refresh token, and if no session has begun. After a session
   * has ended, or if a token is merely unavailable, requests fail in either case. A response to a request without a token is
   * the caller's, a 401 too. With `send-without-token`, `session-ended` is told only of sessions that began.
   *
   * @default 'fail', with a `SessionEndedError` whose `reason` is `not-signed-in`
   */
  readonly beforeSignIn?: BeforeSignIn | undefined
  /** Where tokens are kept: a ready-made store, or `defineStore({ load, save })`. @default the memory of this coordinator */
  readonly store?: TokenStore | undefined
  /**
   * When a refresh falls due: a fraction of the lifetime, or a function from lifetime to age, both in ms (where it
   * throws or gives no positive number: as late as can be). From
   * then on the next request starts a refresh in the background and goes out with the old token. A server's own
   * `refresh_in` comes before it. @default a fraction drawn once from 0.80 to 0.90, so that a fleet does not refresh in step
   */
  readonly refreshAt?: RefreshAt | undefined
  /** How long before its end a token is taken for dead, ms; at most 5 % of its lifetime. @default 10_000 */
  readonly expiryMargin?: number | undefined
  /**
   * Refresh by a timer as well, not just when a request comes: `refreshTimer()`.
   * @default no timer
   */
  readonly proactive?: RefreshTimer | undefined
  /**
   * Longest that a call of the store or an attempt of a token request may take, ms. A request that carries a refresh
   * token is not aborted: a source that can obtain goes on without its response, any other waits up to `maxRetryTime`.
   * @default 10_000
   */
  readonly refreshTimeout?: number | undefined
  /** How often a token request is tried again after a passing trouble. @default 4 */
  readonly retries?: number | undefined
  /** Longest that a token request may take with all its retries, ms. @default 30_000 */
  readonly maxRetryTime?: number | undefined
  /** Shortest and longest cooldown of the token endpoint after refreshes that failed, ms. @default { min: 1_000, max: 300_000 } */
  readonly cooldown?: CooldownOptions | undefined
  /** What a 401 that says nothing about the token means. @default 'refresh' */
  readonly bareChallenge?: ResponseClass | undefined
  /**
   * The last word on whether a response to a request of ours calls for a new token. Called for each response of 400 or above, with
   * core's own decision, which stands where this throws.
   */
  readonly shouldRefresh?: ((response: ResponseFacts, decision: ResponseClass) => boolean) | undefined
  /**
   * Tells whose tokens a token response brings. If a refresh brings another subject's, the present session ends first.
   * Called for each token response; where it throws or gives no string, nothing is known.
   * @default issuer and subject of the response's ID token, OpenID Connect Core §12.2
   */
  readonly subject?: ((response: ReceivedTokenResponse) => string | undefined) | undefined
  /**
   * How long the authorization server forgives a second use of a refresh token, ms. Within this time, a refresh token
   * whose outcome is unknown is presented again, by a source that can obtain, too. @default 0
   */
  readonly reuseGrace?: number | undefined
  /**
   * Name of the header that carries the token. Under another name than the default, requests follow no redirect:
   * platforms would carry the header along to another origin. @default 'Authorization'
   */
  readonly header?: string | undefined
  /** Word in front of the token; empty for none. @default 'Bearer' */
  readonly scheme?: string | undefined
  /** Clocks and timers, to test without waiting. @default systemClock */
  readonly clock?: Clock | undefined
  /** Numbers from 0 to 1 for jitter. @default Math.random */
  readonly random?: (() => number) | undefined
}
