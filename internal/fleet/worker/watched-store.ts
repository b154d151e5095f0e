import { defineStore, type StoredToken, type StoreDefinition, type TokenStore } from '@everbearer/core'
import { fingerprintOf } from '@everbearer/testbed/token-books'
import type { SessionEntry } from '../log-line.ts'

/**
 * The same store, with its claims and revisions in the log.
 *
 * @param hasClock - may the store say what time it is?
 */
export function watchedStore(store: StoreDefinition, hasClock: boolean, note: (entry: SessionEntry) => void): TokenStore {
  return defineStore({
    ...store,
    async load() {
      const loaded = await store.load()
      const record = loaded && 'record' in loaded ? loaded.record : loaded
      const claim = record && claimOf(record)
      if (claim) note({ kind: 'claim-read', ...claim })
      return hasClock ? loaded : record
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
}

function claimOf({ refreshToken, claim }: StoredToken): { token: string; claim: string } | undefined {
  if (refreshToken === undefined || claim === undefined) return undefined
  return { token: fingerprintOf(refreshToken), claim: `${claim.owner}#${claim.attempt}` }
}
