import type { StoredToken } from '@everbearer/core'

/** Time to keep a record after its token has expired, ms. A late process can then still find the session's id and the token's number. */
const margin = 3_600_000

/**
 * Returns the time for which Redis keeps a record, ms: the lifetime of its longest-lived token, and a margin. The times of a record are
 * only compared with each other, so no clock is needed. The result may be too long, but not too short, as `issuedAt` is before the save.
 *
 * @param expireAfter - the time to keep logouts, and tokens whose expiry is unknown, ms
 */
export function timeToLive(record: StoredToken, expireAfter: number): number {
  const { loggedOut, lifetime, issuedAt, refreshToken, refreshExpiresAt } = record
  if (loggedOut === true) return expireAfter
  const access = lifetime ?? (refreshToken === undefined ? expireAfter : 0)
  const refresh = refreshToken === undefined ? 0 : refreshExpiresAt === undefined ? expireAfter : refreshExpiresAt - issuedAt
  return Math.ceil(Math.min(Math.max(access, refresh, 0) + margin, longest))
}

/** Maximum time to keep a record, ms: ten thousand years, far below the limit of Redis's counters. */
const longest = 3.2e14
