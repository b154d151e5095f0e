import { type StoredToken, withGenerationAbove } from '../token/stored-token.ts'
import type { SessionStore } from './session-store.ts'

/** A store in the memory of one coordinator. Nothing else writes to it, and its calls never fail. */
export function openInMemoryStore(): SessionStore {
  let stored: StoredToken | undefined
  const access: SessionStore = {
    isShared: false,
    tryLoad: async () => ({ fromStore: stored }),
    async save(next, expected, isWanted) {
      if (!isWanted() || (stored?.revision ?? 0) !== expected) return 'conflict'
      stored = { ...next, revision: expected + 1 }
      return 'saved'
    },
    writeLater: (record, expected) => void access.save(record, expected, () => true),
    replace: async (_kind, record) =>
      (await access.save(withGenerationAbove(stored, record), stored?.revision ?? 0, () => true)) === 'saved',
    lease: async () => undefined,
    subscribe: () => () => {},
    idle: async () => {},
  }
  return access
}
