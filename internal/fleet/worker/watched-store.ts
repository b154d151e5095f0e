import { defineStore, type StoredToken, type StoreDefinition, type TokenStore } from '@everbearer/core'
import type { SessionEntry } from '../log-line.ts'

export interface WatchedStore {
  readonly hasStoreClock: boolean
  readonly hasLeases: boolean
  readonly note: (entry: SessionEntry) => void
  /** Names a refresh token. */
  readonly nameOf: (refreshToken: string) => string
}

/** The same store, with its claims and revisions in the log. */
export function watchedStore(store: StoreDefinition, { hasStoreClock, hasLeases, note, nameOf }: WatchedStore): TokenStore {
  return defineStore({
    ...store,
    lease: hasLeases ? store.lease : undefined,
    async load() {
      const loaded = await store.load()
      const record = loaded && 'record' in loaded ? loaded.record : loaded
      const claim = record && claimOf(record)
      if (claim) note({ kind: 'claim-read', ...claim })
      return hasStoreClock ? loaded : record
    },
    async save(next, expected) {
      const claim = claimOf(next)
      let result: 'saved' | 'conflict' | 'unknown' = 'unknown'
      try {
        const isSaved = await store.save(next, expected)
        result = isSaved ? 'saved' : 'conflict'
        if (isSaved) note({ kind: 'save', revision: next.revision })
        return isSaved
      } finally {
        if (claim) note({ kind: 'claim', ...claim, result })
      }
    },
  })

  function claimOf({ refreshToken, claim }: StoredToken): { token: string; claim: string } | undefined {
    if (refreshToken === undefined || claim === undefined) return undefined
    return { token: nameOf(refreshToken), claim: `${claim.owner}#${claim.attempt}` }
  }
}
