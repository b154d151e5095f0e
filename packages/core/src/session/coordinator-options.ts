import type { Clock } from '../lib/clock.ts'
import type { Origins } from '../policy/allowed-origins.ts'
import type { CooldownOptions } from '../policy/backoff.ts'
import type { ResponseClass, ResponseFacts } from '../policy/classify-response.ts'
import type { ReplaceIf } from '../policy/replaceable-header.ts'
import type { BeforeSignIn } from '../policy/sign-in.ts'
import type { TokenMap } from '../token/map-response.ts'
import type { TokenSource, TokenSourceFunction } from '../token/source.ts'
import type { RefreshAt } from '../token/token-lifetime.ts'
import type { ReceivedTokenResponse } from '../token/token-response.ts'
import type { RefreshTimer } from './refresh-timer.ts'
import type { TokenStore } from './session-store.ts'
import type { StepUp } from './step-up-interface.ts'

/** Options of `createCoordinator()`. Only `source` and `origins` are required. */
export interface CoordinatorOptions {
  /** Where tokens come from. */
  readonly source: TokenSource | TokenSourceFunction
  /**
   * Maps a response of the source to a token response, if its fields have other names: the field names, or a function such as `camelCase`.
   * The function is called for each response. If it throws, the response is unusable. `setTokens()` takes standard names.
   * @default the response as it is
   */
  readonly map?: TokenMap | undefined
  /** Where tokens may go. A request to any other origin is sent without a change. */
  readonly origins: Origins
  /**
   * Which headers of a request's own the token may replace: a function for each origin. It gets the value of the header `header` and
   * returns `true` for a placeholder, which a library sends because it takes no request without a key. Called for a request to that origin
   * that has such a header. If the function throws or returns anything else, the request is sent without a change. The value may be a
   * secret: compare it with the placeholder, and accept no others.
   * @default a request with such a header of its own is never changed
   */
  readonly replaceIf?: ReplaceIf | undefined
  /**
   * What happens to a request while nobody is signed in: `fail` rejects the request, `send-without-token` sends it without a change.
   *
   * `send-without-token` applies only before the first session. Either the source reports that nobody is signed in, or a source that only
   * refreshes has no refresh token. After a session has ended, or if no token is available for now, requests fail with either value.
   *
   * A response to a request without a token goes to the caller, even a 401. With `send-without-token`, `session-ended` is emitted only for
   * sessions that began.
   *
   * @default 'fail', with a `SessionEndedError` whose `reason` is `not-signed-in`
   */
  readonly beforeSignIn?: BeforeSignIn | undefined
  /** Where tokens are stored: a ready-made store, or `defineStore({ load, save })`. @default the memory of this coordinator */
  readonly store?: TokenStore | undefined
  /**
   * When a refresh is due: a fraction of the lifetime, or a function from lifetime to age, both in ms. From then on, the next request
   * starts a refresh in the background and is sent with the old token. The server's `refresh_in` replaces this option. If the function
   * throws or returns no positive number, the refresh is due as late as possible.
   * @default a random fraction from 0.80 to 0.90, drawn once, so that not all processes refresh together
   */
  readonly refreshAt?: RefreshAt | undefined
  /**
   * How long before its end a token counts as expired, ms. At most 5 % of the lifetime, but at least one second, or 10 % of a short
   * lifetime. @default 10_000
   */
  readonly expiryMargin?: number | undefined
  /** Refreshes by a timer, too, and not only when a request comes: `refreshTimer()`. @default no timer */
  readonly proactive?: RefreshTimer | undefined
  /**
   * Time limit for one attempt of a token request, ms. A request without a refresh token is aborted at this limit. A request with a refresh
   * token is not. If the source can obtain tokens without a person, the coordinator continues without the response. Otherwise, the
   * coordinator waits up to `maxRetryTime`. @default 10_000
   */
  readonly refreshTimeout?: number | undefined
  /** How often a token request is retried after transient failures. @default 4 */
  readonly retries?: number | undefined
  /** Time limit for a token request with all its retries, ms. @default 30_000 */
  readonly maxRetryTime?: number | undefined
  /** Shortest and longest cooldown of the token endpoint after failed refreshes, ms. @default { min: 1_000, max: 300_000 } */
  readonly cooldown?: CooldownOptions | undefined
  /** What a 401 without details about the token means. @default 'refresh' */
  readonly bareChallenge?: ResponseClass | undefined
  /**
   * Makes the final decision: does a response to a request with a token call for a new token? Called for each response with a status of
   * 400 or above. `decision` is core's own decision, which holds if the function throws. @default core's own decision
   */
  readonly shouldRefresh?: ((response: ResponseFacts, decision: ResponseClass) => boolean) | undefined
  /**
   * What happens if a server demands another login (RFC 9470) or more scopes (RFC 6750 §3.1): `stepUp(hook)` calls the hook, which may return
   * tokens for a replay. @default the caller gets the response
   */
  readonly stepUp?: StepUp | undefined
  /**
   * Returns the subject of a token response: whose tokens they are. If a refresh brings another subject's tokens, the current session ends
   * first. Called for each token response. If the function throws or returns no string, the subject is unknown.
   * @default issuer and subject of the response's ID token, OpenID Connect Core §12.2
   */
  readonly subject?: ((response: ReceivedTokenResponse) => string | undefined) | undefined
  /**
   * How long the authorization server accepts a second use of a refresh token, ms. Within this time, a refresh token with an unknown
   * outcome is presented again, even if the source can obtain. @default 0
   */
  readonly reuseGrace?: number | undefined
  /**
   * Name of the header that carries the token. With another name than the default, requests follow no redirects. Platforms would send such
   * a header to the other origin, too. @default 'Authorization'
   */
  readonly header?: string | undefined
  /** Authentication scheme in front of the token. An empty string: no scheme. @default that of the source's `keyBinding`, else 'Bearer' */
  readonly scheme?: string | undefined
  /** Clocks and timers. Tests replace them, to run without waiting. @default systemClock */
  readonly clock?: Clock | undefined
  /** Returns random numbers from 0 to 1, for jitter. @default Math.random */
  readonly random?: (() => number) | undefined
}
