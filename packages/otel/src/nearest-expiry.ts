import type { PeekedSession } from '@everbearer/core'

/** Returns the time until the first of the tokens expires, s; undefined: no expiry is known. @param now - ms since 1970 */
export function nearestExpiry(sessions: readonly PeekedSession[], now: number): number | undefined {
  const expiries = sessions.flatMap(({ expiresAt }) => expiresAt ?? [])
  return expiries.length === 0 ? undefined : (expiries.reduce((least, expiry) => Math.min(least, expiry)) - now) / 1000
}
