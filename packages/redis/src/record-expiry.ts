import type { StoredToken } from '@everbearer/core'

/** Additional time to keep a record, ms. A late process can still read session and generation after the token has expired. */
const margin = 3_600_000

/**
 * Returns the time for which Redis keeps a record, ms: the lifetime of its longest-lived token, and a margin. The times of a record are
 * only compared with each other, so no clock is needed. The result may be too long, but not too short.
 *
 * @param expireAfter - the time for logouts, and for tokens whose expiry is unknown, ms
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
