import { setTimeout as pause } from 'node:timers/promises'
import type { Coordinator } from '@everbearer/core'
import type { Revocable } from './target.ts'

/** When an adapter's access tokens were revoked, and how the report says so. */
export const moments = {
  betweenRefreshes: 'between two refreshes',
  again: 'a second time, as soon as each request of the first was answered',
  onTheWire: 'while a background refresh was on the wire',
  duringReplays: 'while the replays after that one were under way',
  beforeResponse: 'after a background refresh was answered, and before its response arrived',
} as const

export type Moment = keyof typeof moments

/** How often the tokens were revoked at each moment. */
export type RevocationCounts = Readonly<Record<Moment, number>>

/** One adapter whose tokens are revoked. */
export interface RevocationTarget extends Revocable {
  readonly auth: Coordinator
}

/**
 * Revokes the access tokens of one adapter at chosen moments, and counts the revocations. Each revocation waits for the
 * responses to all requests that the one before hit.
 */
export interface Revocations {
  /** Revokes now, and again after the responses to all requests that the first revocation hit. Resolves after that. */
  readonly twice: () => Promise<void>
  /** Revokes while the next refresh is on the wire, and again while the replays with its token are. Resolves after that. */
  readonly onTheWire: () => Promise<void>
  /** Revokes after the next refresh at the server: its token is dead on arrival. Resolves after that. */
  readonly beforeResponse: () => Promise<void>
  readonly counts: () => RevocationCounts
}

/** How long a token request is held back at most, ms: well below what core waits for its response. */
const longestHold = 5_000

/** @param settle - resolves when each request that is under way now has ended */
export function createRevocations({ auth, revoke, watchRejections, wire }: RevocationTarget, settle: () => Promise<void>): Revocations {
  const counts: Record<Moment, number> = { betweenRefreshes: 0, again: 0, onTheWire: 0, duringReplays: 0, beforeResponse: 0 }
  const revokeAt = (moment: Moment): void => {
    revoke()
    counts[moment]++
  }
  /** Holds a token request back until a request is rejected. That request then waits for the token. */
  const revokeUntilRefused = async (moment: Moment): Promise<void> => {
    const hasRejected = watchRejections()
    revokeAt(moment)
    const end = performance.now() + longestHold
    while (!hasRejected() && performance.now() < end) await pause(2)
  }
  const next = (name: 'refresh' | 'replay'): Promise<void> =>
    new Promise((resolve) => {
      const off = auth.on(name, () => {
        off()
        resolve()
      })
    })

  /**
   * Revokes at the next refresh in the background, and resolves with the first such event after that. A refresh after a
   * rejection does not count: a replay with its token gets no second replay.
   */
  const meet = (armed: (action: () => Promise<void>) => void, moment: Moment, name: 'refresh' | 'replay'): Promise<void> =>
    new Promise((resolve) => {
      const arm = (): void => {
        const hasRejected = watchRejections()
        armed(async () => {
          if (hasRejected()) return arm()
          void next(name).then(resolve)
          return revokeUntilRefused(moment)
        })
      }
      arm()
    })

  let turn = Promise.resolve()
  const inTurn = (action: () => Promise<void>): Promise<void> => {
    turn = turn.then(action).then(settle)
    return turn
  }
  const revokeAndRefresh = async (moment: Moment): Promise<void> => {
    const refreshed = next('refresh')
    revokeAt(moment)
    await refreshed
  }

  return {
    twice() {
      void inTurn(() => revokeAndRefresh('betweenRefreshes'))
      return inTurn(() => revokeAndRefresh('again'))
    },
    onTheWire() {
      return inTurn(async () => {
        await meet(wire.beforeNextRequest, 'onTheWire', 'replay')
        await revokeAndRefresh('duringReplays')
      })
    },
    beforeResponse() {
      return inTurn(() => meet(wire.beforeNextResponse, 'beforeResponse', 'refresh'))
    },
    counts: () => ({ ...counts }),
  }
}
