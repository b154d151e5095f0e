import type { Failure } from './classify-failure.ts'
import { type AfterFailedRefresh, afterFailedRefresh, isBusy } from './after-failed-refresh.ts'

/** How many tokens in a row may be obtained after a failed refresh before refreshes count as useless. */
const mostLifetimes = 2
/** The server gives out refresh tokens and takes none of them: RFC 6749 §5.2. */
const neverErrors = new Set(['unauthorized_client', 'unsupported_grant_type'])

/**
 * Whether a refresh token is worth presenting, by how the refreshes before ended. For sources that can obtain a token
 * without asking a person. Kept in memory: a restart tries anew.
 */
export interface RefreshReliability {
  /** Obtain, though there is a refresh token? */
  readonly prefersObtain: boolean
  /** A refresh failed. Returns what follows. */
  failed(failure: Failure): AfterFailedRefresh
  /** A grant brought a token. */
  succeeded(grant: 'refresh' | 'obtain'): void
}

export function createRefreshReliability(): RefreshReliability {
  let obtainsNext = false
  let isUseless = false
  /** The last refresh failed in a way that an expired refresh token does not explain. */
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
      hasFailed = failure.class !== 'invalid-grant' && after !== 'refresh later' && !isBusy(failure)
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
