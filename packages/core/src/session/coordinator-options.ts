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
  /** The source of the tokens: an object with `obtain`, `refresh` or both. A function is used as the `obtain` of such an object. */
  readonly source: TokenSource | TokenSourceFunction
  /**
   * The rule that turns a response of the source into a token response. Needed if the fields of the response do not have the standard
   * names. Give an object such as `{ access_token: 'accessToken' }`, or a function such as `camelCase`. The function is called for each
   * response. If the function throws, the response is unusable. `setTokens()` takes standard names.
   * @default the response as it is
   */
  readonly map?: TokenMap | undefined
  /** The origins that tokens may be sent to. A request to any other origin is sent without a change. */
  readonly origins: Origins
  /**
   * A function for each origin, which decides whether the token may replace the header that a request already has. The option `header`
   * names this header. The function gets the value of the header, and returns `true` for a placeholder. Some libraries send a placeholder
   * because they accept no request without a key. The function is called for each request that goes to the origin and has the header. If
   * the function throws or returns anything but `true`, the request is sent without a change. The value may be a secret: compare the value
   * with the placeholder, and accept no other value.
   * @default a request that already has this header is never changed
   */
  readonly replaceIf?: ReplaceIf | undefined
  /**
   * The handling of requests while nobody is signed in: `fail` rejects the request, `send-without-token` sends the request without a
   * change.
   *
   * `send-without-token` applies only before the first session, in two cases. The source reports that nobody is signed in. Or the source
   * can only refresh, and there is no refresh token. After a session has ended, or while no token is available for another reason, requests
   * fail with either value.
   *
   * A response to a request without a token goes to the caller, even a 401. With `send-without-token`, `session-ended` is emitted only for
   * sessions that began.
   *
   * @default 'fail', with a `SessionEndedError` whose `reason` is `not-signed-in`
   */
  readonly beforeSignIn?: BeforeSignIn | undefined
  /** The store for the tokens: a ready-made store, or `defineStore({ load, save })`. @default the memory of this coordinator */
  readonly store?: TokenStore | undefined
  /**
   * The age of a token at which a refresh is due. Give a fraction of the lifetime, or a function from lifetime to age, both in ms. From
   * this age on, the next request starts a refresh in the background, and is sent with the old token. A `refresh_in` of the server is used
   * instead of this option. If the function throws or returns no positive number, the refresh is due as late as possible.
   * @default a random fraction from 0.80 to 0.90, drawn once, so that not all processes refresh together
   */
  readonly refreshAt?: RefreshAt | undefined
  /**
   * Time before the end of a token's lifetime, ms. During this time, the token already counts as expired. This time is at most 5 % of the
   * lifetime. But it is at least one second, or 10 % of a lifetime below ten seconds. @default 10_000
   */
  readonly expiryMargin?: number | undefined
  /** A timer that refreshes the token even if no request comes: `refreshTimer()`. @default no timer */
  readonly proactive?: RefreshTimer | undefined
  /**
   * Time limit for one attempt of a token request, ms. At this limit, a request without a refresh token is aborted. A request with a
   * refresh token continues. Meanwhile, the coordinator calls `obtain` if `obtain` needs no person, and if the session did not begin with
   * `setTokens()`. Otherwise, the coordinator waits up to `maxRetryTime`. @default 10_000
   */
  readonly refreshTimeout?: number | undefined
  /** Maximum number of retries of a token request after temporary failures. @default 4 */
  readonly retries?: number | undefined
  /** Time limit for a token request with all its retries, ms. @default 30_000 */
  readonly maxRetryTime?: number | undefined
  /**
   * Minimum and maximum length of a cooldown, ms. A cooldown is the time after a failed refresh in which no token request is made.
   * @default { min: 1_000, max: 300_000 }
   */
  readonly cooldown?: CooldownOptions | undefined
  /**
   * The handling of a 401 without a challenge, or with a challenge that has no `error` (RFC 6750 §3.1). `refresh`: the token is refreshed,
   * and the request is sent again. `ignore`: the caller gets the response. @default 'refresh'
   */
  readonly bareChallenge?: ResponseClass | undefined
  /**
   * Returns `true` if a response to a request with a token rejects the token. The token is then refreshed, and the request is sent again.
   * Called for each response with a status of 400 or above, and for each response that the adapter classified as a rejection. `decision` is
   * Everbearer's own decision, which is used if the function throws. @default Everbearer's own decision
   */
  readonly shouldRefresh?: ((response: ResponseFacts, decision: ResponseClass) => boolean) | undefined
  /**
   * The reaction to a server that demands another login (RFC 9470) or more scopes (RFC 6750 §3.1). `stepUp(hook)` calls the hook, which may
   * return tokens for a replay. @default the caller gets the response
   */
  readonly stepUp?: StepUp | undefined
  /**
   * Returns the subject of a token response: the id of the user that the tokens belong to. If a refresh brings tokens of another subject,
   * the current session ends first. Called for each token response. If the function throws or returns no string, the subject is unknown.
   * @default issuer and subject of the response's ID token, OpenID Connect Core §12.2
   */
  readonly subject?: ((response: ReceivedTokenResponse) => string | undefined) | undefined
  /**
   * Time after the use of a refresh token during which the authorization server accepts another use, ms. If the connection broke before a
   * response came, the refresh token is presented again within this time, even if `obtain` could be called instead. @default 0
   */
  readonly reuseGrace?: number | undefined
  /**
   * Name of the header that carries the token. With any other name than the default, requests follow no redirects. Platforms would send
   * such a header to the other origin, too. @default 'Authorization'
   */
  readonly header?: string | undefined
  /**
   * Authentication scheme in front of the token. An empty string: no scheme. @default the scheme of the source's `keyBinding`, or 'Bearer'
   */
  readonly scheme?: string | undefined
  /** The clocks and timers. Tests can replace them, so that they need not wait. @default systemClock */
  readonly clock?: Clock | undefined
  /** Returns random numbers from 0 to 1, for the random part of delays and of the default of `refreshAt`. @default Math.random */
  readonly random?: (() => number) | undefined
}
