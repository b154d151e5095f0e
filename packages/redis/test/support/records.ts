import type { StoredToken } from '@everbearer/core'

/** A record of a session with a refresh token. */
export function recordOf(revision: number, more: Partial<StoredToken> = {}): StoredToken {
  return {
    version: 1,
    revision,
    session: 'session-1',
    sessionStart: 1_000,
    generation: revision,
    accessToken: `access-${revision}`,
    issuedAt: 1_000,
    lifetime: 60_000,
    refreshToken: `refresh-${revision}`,
    fields: { note: 'žluťoučký kůň 🐎' },
    ...more,
  }
}

/** The record of a logout. */
export function logoutOf(revision: number): StoredToken {
  const { lifetime: _lifetime, refreshToken: _refreshToken, ...rest } = recordOf(revision)
  return { ...rest, loggedOut: true, accessToken: '' }
}

export const key = { issuer: 'https://auth.example.com', client: 'my-client' }
