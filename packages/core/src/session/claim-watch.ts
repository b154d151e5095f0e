import { type ClaimView, mayFallBack } from '../policy/choose-grant.ts'
import type { Claim, StoredToken } from '../token/stored-token.ts'
import type { RefreshContext } from './refresh-context.ts'

/** Time between two reads of a claim, ms: while callers wait for a token, and while requests have a token. */
const shortWait = 200
const longWait = 1_000

/** Watches other processes' claims during one refresh. If clocks differ, a claim may never end by this process's clock. */
export interface ClaimWatch {
  viewOf(token: StoredToken | undefined): ClaimView
  /** How long to wait before the next read of the store, ms. The waits are longer while requests have a token. */
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
   * How a refresh token is used now. A request of this coordinator counts even if its claim is gone from the store: the request continues.
   */
  function useOf(token: StoredToken | undefined): ClaimView['use'] {
    const claim = token?.claim
    if (presentations.isUnderWay(token?.refreshToken)) return 'under way'
    if (claim === undefined) return 'free'
    // A claim whose save seemed to fail may be in the store, although its token was not presented.
    if (presentations.isMine(claim)) return presentations.hasPresented(token?.refreshToken) ? 'in doubt' : 'free'
    const isOver = holdsLease() || clock.wall() >= claim.until || watchedFor(claim) >= maxRetryTime
    // As long as requests have a token, the other process may still save its response.
    return isOver && !(isServing() && !mayFallBack(settings.source, token?.session)) ? 'in doubt' : 'under way'
  }

  /** How long this watch has seen the claim, ms. */
  function watchedFor(claim: Claim): number {
    if (watched === undefined || !presentations.isSame(claim, watched.claim)) watched = { claim, since: clock.monotonic() }
    return clock.monotonic() - watched.since
  }
}
