import type { StoredToken } from '@everbearer/core'

/** A late process still finds the record of an expired token, and so its session and its generation. */
const margin = 3_600_000

/**
 * How long Redis keeps a record, ms: as long as its refresh token lives, or its access token if it has no refresh token. The moments of a
 * record are compared with each other only, so that no clock is needed. The result is rather too long than too short.
 *
 * @param expireAfter - for logouts, and for tokens whose end is unknown, ms
 */
export function timeToLive(record: StoredToken, expireAfter: number): number {
  const { loggedOut, lifetime, issuedAt, refreshToken, refreshExpiresAt } = record
  if (loggedOut === true) return expireAfter
  const access = lifetime ?? (refreshToken === undefined ? expireAfter : 0)
  const refresh = refreshToken === undefined ? 0 : refreshExpiresAt === undefined ? expireAfter : refreshExpiresAt - issuedAt
  return Math.ceil(Math.min(Math.max(access, refresh, 0) + margin, longest))
}

/** Ten thousand years: far from where Redis's counters end. */
const longest = 3.2e14
