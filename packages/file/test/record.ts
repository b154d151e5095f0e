import type { StoredToken } from '@everbearer/core'

/** A record as a store has it. */
export function record(revision: number, more: Partial<StoredToken> = {}): StoredToken {
  return {
    version: 1,
    revision,
    session: 'own-0',
    sessionStart: Date.UTC(2026, 0, 1),
    generation: revision,
    accessToken: `token-${revision}`,
    issuedAt: Date.UTC(2026, 0, 1),
    lifetime: 300_000,
    refreshToken: `refresh-${revision}`,
    fields: {},
    ...more,
  }
}
