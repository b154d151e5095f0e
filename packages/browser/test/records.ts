import type { StoredToken } from '@everbearer/core'

/** A record at a revision, with a token of that number. */
export function recordOf(revision: number, changes: Partial<StoredToken> = {}): StoredToken {
  return {
    version: 1,
    revision,
    session: 'own-0',
    sessionStart: 1,
    generation: revision,
    accessToken: `access-${revision}`,
    issuedAt: 1,
    fields: { note: 'of the response' },
    ...changes,
  }
}
