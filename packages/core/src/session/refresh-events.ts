import type { EverbearerError } from '../lib/errors.ts'
import type { FailureClass } from '../policy/classify-failure.ts'
import type { Grant } from '../token/grant.ts'

/**
 * The reason for a refresh. `missing`: there was no token. `due`: the token was still valid, but had reached its age for a refresh: see the
 * option `refreshAt`. `expired`: the token had expired. `rejected`: a server rejected the token. `invalidated`: `invalidate()` was called.
 */
export type RefreshReason = 'missing' | 'due' | 'expired' | 'rejected' | 'invalidated'

/**
 * The events of refreshes. Each refresh ends with `refresh`, `refresh-failed` or `refresh-superseded`. A response that comes after
 * `refreshTimeout` may cause another `refresh`.
 */
export interface RefreshEvents {
  /** A new token is in use. */
  refresh: {
    readonly reason: RefreshReason
    /** The grant that brought the token. `store`: another process had refreshed the token, so no token request was needed. */
    readonly grant: Grant | 'store'
    /** Number of the new token, counted from 1 through all sessions. */
    readonly generation: number
    /** Duration of the refresh, ms. */
    readonly duration: number
    /** Number of callers that waited for the refresh. */
    readonly waiters: number
  }
  /** A refresh failed. A token that is still valid stays in use. */
  'refresh-failed': {
    readonly reason: RefreshReason
    /** The grant that failed, or that the refresh had chosen before the store failed. Undefined: no grant was available. */
    readonly grant: Grant | undefined
    readonly class: FailureClass
    readonly error: EverbearerError
    /** Duration of the refresh, ms. */
    readonly duration: number
    /** Number of callers that waited for the refresh. */
    readonly waiters: number
  }
  /** A refresh was ended by a login, a logout, `dispose()`, or a token of another process. The result of this refresh is dropped. */
  'refresh-superseded': {
    readonly reason: RefreshReason
    /** Duration of the refresh, ms. */
    readonly duration: number
    /** Number of callers that waited for the refresh. */
    readonly waiters: number
  }
  /**
   * A caller begins to wait for a refresh: a request, its replay, or `getToken()`. The listener runs in the caller's `AsyncLocalStorage`
   * context. `refresh`, `refresh-failed` or `refresh-superseded` follows at the end of the refresh.
   */
  waiting: {
    readonly reason: RefreshReason
    /** Time from the start of the refresh until the caller began to wait for the refresh, ms. */
    readonly elapsed: number
  }
  /** A token request failed: the first request of a refresh, or a retry. The refresh itself may still succeed. */
  'attempt-failed': {
    readonly grant: Grant
    /**
     * Number of the attempt, counted from 1. The count starts again for each grant and each refresh token. It also starts again if a
     * refresh token is presented again after an unknown outcome.
     */
    readonly attempt: number
    /** The class of the failure, for example `transient` (a retry may help) or `invalid-grant` (the refresh token is invalid). */
    readonly class: FailureClass
    /** HTTP status, if a response came and the source reports its status. */
    readonly status: number | undefined
    /** Error code of the response, RFC 6749 §5.2. Undefined: the response has no error code. */
    readonly error: string | undefined
    /** Time until the retry, ms. Undefined: no retry follows, but the same refresh may still make another token request. */
    readonly retryIn: number | undefined
  }
}
