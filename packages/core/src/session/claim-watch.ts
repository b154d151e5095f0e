import type { ClaimView } from '../policy/choose-grant.ts'
import type { Claim, StoredToken } from '../token/stored-token.ts'
import type { RefreshContext } from './refresh-context.ts'

/** How long a source that can obtain waits for another process's response, ms. */
const longestWait = 2_000

/** Watches other processes' claims during one refresh. If clocks differ, a claim may never end by this process's clock. */
export interface ClaimWatch {
  viewOf(token: StoredToken | undefined): ClaimView
}

export function createClaimWatch({ settings, presentations }: RefreshContext): ClaimWatch {
  const { clock, maxRetryTime, reuseGrace } = settings
  const begun = clock.monotonic()
  let watched: { readonly claim: Claim; readonly since: number } | undefined

  return {
    viewOf(token) {
      const hasWaited = clock.monotonic() - begun >= longestWait
      return { wall: clock.wall(), use: useOf(token), hasWaited, reuseGrace }
    },
  }

  /**
   * How a refresh token is used now. A request of this coordinator counts even if its claim is gone from the store: the request continues.
   */
  function useOf(token: StoredToken | undefined): ClaimView['use'] {
    const claim = token?.claim
    if (presentations.isUnderWay(token?.refreshToken)) return 'under way'
    if (claim === undefined) return 'free'
    const isOver = presentations.isMine(claim) || clock.wall() >= claim.until || watchedFor(claim) >= maxRetryTime
    return isOver ? 'in doubt' : 'under way'
  }

  /** How long this watch has seen the claim, ms. */
  function watchedFor(claim: Claim): number {
    if (watched === undefined || !presentations.isSame(claim, watched.claim)) watched = { claim, since: clock.monotonic() }
    return clock.monotonic() - watched.since
  }
}
