import type { IgnoreRule } from '../policy/classify-response.ts'
import type { CooldownPolicy } from '../policy/backoff.ts'
import type { Clock } from '../lib/clock.ts'
import { forbidsRefresh } from '../policy/rejected-replays.ts'
import { refilled } from '../policy/rejection-budget.ts'
import { isReached } from '../token/token-lifetime.ts'
import { type Authorization, isSameToken, mostAttempts } from './active-token.ts'
import type { Refreshes } from './refresh.ts'
import type { SessionDriver } from './session-driver.ts'
import { isRefreshable } from './state.ts'

/**
 * The consequence of a rejection. `replay`: the request is sent again with a newer token. `replay as it is`: the request is sent again with
 * the same token. A rule: the reason why the caller gets the response.
 */
export type Rejection = IgnoreRule | 'replay' | 'replay as it is'

/** Applies reports about the active token: a server accepts or rejects the token, or the application marks the token invalid. */
export interface Rejections {
  /**
   * Notes that a server rejected an authorization (the headers with a token). Starts a refresh if the authorization carries the active
   * token, unless a refresh is in progress or not allowed now.
   */
  reject(sent: Authorization): Rejection
  /** Notes that a server accepted an authorization. */
  accept(sent: Authorization): void
  /**
   * Marks the active token invalid, and starts a refresh unless a refresh is in progress. Has no effect without a token, or during a
   * cooldown (the pause after a failed refresh).
   */
  invalidate(): void
  /** Does the authorization carry the active token of the current session, and can this token still be used? */
  isCurrent(sent: Authorization): boolean
}

export function createRejections(
  driver: SessionDriver,
  { clock, cooldown }: { readonly clock: Clock; readonly cooldown: CooldownPolicy },
  refreshes: Refreshes,
): Rejections {
  return {
    reject(sent) {
      const { session, past } = driver.state
      // A request of one user must not be sent again with the token of the next user.
      if (sent.session !== session.identity) return 'session-over'
      const mayHaveExpired = sent.expires !== undefined && isReached(sent.expires, clock.wall(), clock.monotonic())
      if (sent.attempt < mostAttempts && (!sent.isFinal || mayHaveExpired)) {
        const rejection = replace(sent, 'rejected')
        return rejection === 'replay as it is' && sent.isFinal ? 'rejected-again' : rejection
      }
      // The rejection counts only if the token was requested because of another rejection. A token from before may be invalid for the same
      // reason as the first token. A token that expired on its way to the server does not count either.
      const sought = past.lastReplacement
      if (!mayHaveExpired && sought !== undefined && isSameToken(sought.authorization, sent))
        driver.dispatch({ kind: 'replay-rejected', generation: sent.generation, cooldown })
      return 'rejected-again'
    },

    accept(sent) {
      const { session, token } = driver.state
      if (sent.session !== session.identity || token.kind === 'none' || token.isAccepted) return
      if (isSameToken(token.token.authorization, sent)) driver.dispatch({ kind: 'token-accepted' })
    },

    invalidate() {
      const { token } = driver.state
      if (token.kind === 'active') replace(token.token.authorization, 'invalidated')
    },

    isCurrent(sent) {
      const token = driver.usableToken()
      return sent.session === driver.state.session.identity && token !== undefined && isSameToken(token.authorization, sent)
    },
  }

  function replace(sent: Authorization, reason: 'rejected' | 'invalidated'): Rejection {
    const { token, endpoint } = driver.state
    const isRefreshing = endpoint.kind === 'refreshing'
    if (token.kind === 'none' || !isSameToken(token.token.authorization, sent))
      return token.kind === 'active' || isRefreshing ? 'replay' : 'no-newer-token'
    if (!isRefreshing) {
      // The budget does not limit refreshes of an expired token, because the next request would start such a refresh anyway.
      const hasExpired = driver.phase() === 'expired'
      const obstacle = obstacleTo(sent, reason, token.isAccepted, hasExpired)
      if (obstacle !== undefined) return obstacle
      if (reason === 'rejected' && !hasExpired) driver.dispatch({ kind: 'budget-spent' })
      refreshes.start(reason)
    }
    driver.dispatch({ kind: 'token-rejected' })
    return 'replay'
  }

  /** Returns the reason why a rejected or invalid token is not refreshed now; undefined: a refresh follows. */
  function obstacleTo(
    sent: Authorization,
    reason: 'rejected' | 'invalidated',
    isAccepted: boolean,
    hasExpired: boolean,
  ): Rejection | undefined {
    const now = clock.monotonic()
    if (!isRefreshable(driver.state, now)) return 'cooldown'
    if (reason === 'invalidated' || hasExpired) return undefined
    if (forbidsRefresh(driver.state.rejectedReplays, sent.generation, now)) return 'always-rejected'
    if (refilled(driver.state.budget, now).left > 0) return undefined
    return isAccepted ? 'replay as it is' : 'budget'
  }
}
