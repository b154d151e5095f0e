import { type ClaimView, mayFallBack } from '../policy/choose-grant.ts'
import type { Claim, StoredToken } from '../token/stored-token.ts'
import type { RefreshContext } from './refresh-context.ts'

/**
 * Time until the next read of the store while another request presents the refresh token, ms. `shortWait`: requests have no token that can
 * be used. `longWait`: requests can still use the old token.
 */
const shortWait = 200
const longWait = 1_000

/**
 * Decides during one refresh whether the claim of another process still holds. A claim is the right of one process to present the refresh
 * token. The clocks of two processes may differ, so this object also measures the time since it first read the claim.
 */
export interface ClaimWatch {
  viewOf(token: StoredToken | undefined): ClaimView
  /** Returns the time until the next read of the store, ms. This time is longer while requests have a token that can be used. */
  nextWait(): number
}

export function createClaimWatch({ settings, store, presentations, holdsLease, isServing }: RefreshContext): ClaimWatch {
  const { clock, maxRetryTime, reuseGrace } = settings
  const begun = clock.monotonic()
  let watched: { readonly claim: Claim; readonly since: number } | undefined

  return {
    viewOf(token) {
      const hasWaited = clock.monotonic() - begun >= store.leaseWait
      return { wall: clock.wall(), use: useOf(token), hasWaited, reuseGrace }
    },
    nextWait: () => (isServing() ? longWait : shortWait),
  }

  /**
   * Returns the use of the refresh token. `under way`: a request presents the token now. `in doubt`: a request may have presented the
   * token, and the result is unknown. `free`: neither. A request of this coordinator counts even if its claim is no longer in the store,
   * because the request continues.
   */
  function useOf(token: StoredToken | undefined): ClaimView['use'] {
    const claim = token?.claim
    if (presentations.isUnderWay(token?.refreshToken)) return 'under way'
    if (claim === undefined) return 'free'
    // The store may have a claim whose save seemed to fail. The refresh token of such a claim was not presented.
    if (presentations.isMine(claim)) return presentations.hasPresented(token?.refreshToken) ? 'in doubt' : 'free'
    const isOver = holdsLease() || clock.wall() >= claim.until || watchedFor(claim) >= maxRetryTime
    // While requests have a token, there is time to wait: the other process may still save its response.
    return isOver && !(isServing() && !mayFallBack(settings.source, token?.session)) ? 'in doubt' : 'under way'
  }

  /** Returns the time since this watch first saw the claim, ms. */
  function watchedFor(claim: Claim): number {
    if (watched === undefined || !presentations.isSame(claim, watched.claim)) watched = { claim, since: clock.monotonic() }
    return clock.monotonic() - watched.since
  }
}
