import type { Moment } from '../lib/clock.ts'
import type { TokenGrant } from '../token/token-response.ts'
import { deadlinesFrom, refreshWindow, phaseAt, type WindowPolicy } from '../token/token-lifetime.ts'

/** The moment at which a token's lifetime begins, on the wall clock and on the monotonic clock of this process. */
export interface IssuedMoment extends Moment {
  /**
   * The moment of the token request, if the lifetime begins later than the request. The server may have issued the token between the two
   * moments.
   */
  readonly requested?: Moment
}

/**
 * Returns the moment at which a token's lifetime begins: the moment of the token request. The server issues the token after the request,
 * so the token never expires before the end of this lifetime. But if the response took so long that the token would already count as
 * expired, the lifetime begins at the response.
 *
 * @param isLogin - true: a person logs in during the request. The server issues the token at the end, so the result has no `requested`
 */
export function issuedMomentOf(
  sent: Moment,
  received: Moment,
  { lifetime, refreshIn }: TokenGrant,
  policy: WindowPolicy,
  isLogin = false,
): IssuedMoment {
  const deadlines = deadlinesFrom(sent, refreshWindow(lifetime, refreshIn, policy))
  if (phaseAt(deadlines, received.wall, received.monotonic) !== 'expired') return sent
  return isLogin ? received : { ...received, requested: sent }
}
