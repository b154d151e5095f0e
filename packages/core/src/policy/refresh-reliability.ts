import type { Failure } from './classify-failure.ts'
import { type AfterFailedRefresh, afterFailedRefresh, isUnrelated } from './after-failed-refresh.ts'

/** Number of failed refreshes in a row, each followed by a token from `obtain`. From this number on, refresh tokens are not presented. */
const mostLifetimes = 2
/** The errors of a server that issues refresh tokens but never accepts them: RFC 6749 §5.2. */
const neverErrors = new Set(['unauthorized_client', 'unsupported_grant_type'])

/**
 * Decides whether to present a refresh token, by the results of earlier refreshes. For sources that can obtain a token without a person.
 * The results are kept only in memory, so a restart begins without them.
 */
export interface RefreshReliability {
  /** True: the next token request uses `obtain` although there is a refresh token, because refreshes have failed. */
  readonly prefersObtain: boolean
  /** Notes a failed refresh. Returns the next step: to obtain a token at once, to obtain later, or to refresh later. */
  failed(failure: Failure): AfterFailedRefresh
  /** Notes that a refresh, or `obtain`, has brought a token. */
  succeeded(grant: 'refresh' | 'obtain'): void
}

export function createRefreshReliability(): RefreshReliability {
  let obtainsNext = false
  let isUseless = false
  /** Did the last refresh fail in a way that an expired refresh token does not explain? */
  let hasFailed = false
  let saysNever = false
  let lifetimes = 0
  return {
    get prefersObtain() {
      return obtainsNext || isUseless
    },
    failed(failure) {
      const after = afterFailedRefresh(failure)
      obtainsNext = after === 'obtain later'
      hasFailed = failure.class !== 'invalid-grant' && after !== 'refresh later' && !isUnrelated(failure)
      saysNever = failure.status !== 401 && failure.error !== undefined && neverErrors.has(failure.error)
      return after
    },
    succeeded(grant) {
      if (grant === 'refresh') lifetimes = 0
      else if (hasFailed) {
        lifetimes++
        isUseless ||= saysNever || lifetimes >= mostLifetimes
      }
      obtainsNext = false
      hasFailed = false
    },
  }
}
