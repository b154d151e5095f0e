import type { Moment } from '../lib/clock.ts'
import type { TokenGrant } from '../token/token-response.ts'
import { deadlinesFrom, refreshWindow, phaseAt, type WindowPolicy } from '../token/token-lifetime.ts'

/** When a token's lifetime begins, on both clocks. */
export interface IssuedMoment extends Moment {
  /** When the token was requested, if the lifetime begins later. The server may have issued the token between the two moments. */
  readonly requested?: Moment
}

/**
 * When a token's lifetime begins. It begins at the request for the token, because the server issued the token later. If the response took
 * longer than the token may be used, the lifetime begins at the response.
 */
export function issuedMomentOf(sent: Moment, received: Moment, { lifetime, refreshIn }: TokenGrant, policy: WindowPolicy): IssuedMoment {
  const deadlines = deadlinesFrom(sent, refreshWindow(lifetime, refreshIn, policy))
  return phaseAt(deadlines, received.wall, received.monotonic) === 'expired' ? { ...received, requested: sent } : sent
}
