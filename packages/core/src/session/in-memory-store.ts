import { type StoredToken, withGenerationAbove } from '../token/stored-token.ts'
import type { SessionStore } from './session-store.ts'

/** Opens a store in the memory of one coordinator. No other writer uses this store, and its calls never fail. */
export function openInMemoryStore(): SessionStore {
  let stored: StoredToken | undefined
  const access: SessionStore = {
    isShared: false,
    mayGoOn: false,
    leaseWait: 0,
    tryLoad: async () => ({ fromStore: stored }),
    async save(next, expected, isWanted) {
      if (!isWanted() || (stored?.revision ?? 0) !== expected) return 'conflict'
      stored = { ...next, revision: expected + 1 }
      return 'saved'
    },
    writeLater: (record, expected) => void access.save(record, expected, () => true),
    async replace(_kind, record, _replaces, onReplace) {
      if (stored !== undefined) onReplace?.(stored)
      await access.save(withGenerationAbove(stored, record), stored?.revision ?? 0, () => true)
      return 'stored'
    },
    lease: async () => undefined,
    waitForChange: async () => {},
    subscribe: () => () => {},
    idle: async () => {},
  }
  return access
}
