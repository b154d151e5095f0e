import { type Clock, readClock } from '../lib/clock.ts'
import { issuedMoment } from './active-token.ts'
import type { StoredToken } from '../token/stored-token.ts'
import { deadlinesFrom, refreshWindow, phaseAt, type WindowPolicy } from '../token/token-lifetime.ts'
import type { NewToken } from './refresh-context.ts'

/**
 * Returns the token of a store's record, if this process can use the token. Undefined: the record has no access token, or the token has
 * expired by the clocks of this process.
 */
export function tokenFromStore(stored: StoredToken | undefined, settings: { readonly clock: Clock } & WindowPolicy): NewToken | undefined {
  if (stored === undefined || stored.accessToken === '') return undefined
  const now = readClock(settings.clock)
  const issued = issuedMoment(stored, now)
  const deadlines = deadlinesFrom(issued, refreshWindow(stored.lifetime, stored.refreshIn, settings))
  const isExpired = phaseAt(deadlines, now.wall, now.monotonic) === 'expired'
  return isExpired ? undefined : { kind: 'token', stored, issued, grant: 'store' }
}
