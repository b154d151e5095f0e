import type { Moment } from '../lib/clock.ts'
import type { TokenGrant } from '../token/token-response.ts'
import { deadlinesFrom, refreshWindow, phaseAt, type WindowPolicy } from '../token/token-lifetime.ts'

/**
 * From when a token's lifetime counts: from the moment at which it was asked for, since the server issued it later. Where
 * the response took longer than the token may be used, that moment says nothing: the lifetime counts from the response.
 */
export function issuedMomentOf(sent: Moment, received: Moment, { lifetime, refreshIn }: TokenGrant, policy: WindowPolicy): Moment {
  const deadlines = deadlinesFrom(sent, refreshWindow(lifetime, refreshIn, policy))
  return phaseAt(deadlines, received.wall, received.monotonic) === 'expired' ? received : sent
}
