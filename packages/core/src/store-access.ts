import type { Emitter } from './events.ts'
import type { TokenStore } from './store.ts'
import type { StoredToken } from './token-record.ts'

/** A store as a session uses it: a store that fails is told of by event, and memory serves on. */
export interface StoreAccess {
  load(): Promise<StoredToken | undefined>
  /** @returns false where another writer came first */
  save(next: StoredToken, expected: number): Promise<boolean>
  /** Puts `next` in place whatever is there, as a login or a logout must. */
  replace(next: StoredToken | undefined): Promise<void>
  /** Does `work` when all that was given here before is done, so that a renewal and a logout do not cross in the store. */
  inTurn<T>(work: () => Promise<T>): Promise<T>
}

const mostRounds = 5

export function createStoreAccess(store: TokenStore, { emit }: Emitter): StoreAccess {
  let lastTurn: Promise<unknown> = Promise.resolve()

  async function guarded<T>(operation: 'load' | 'save', call: () => T | Promise<T>, otherwise: T): Promise<T> {
    try {
      return await call()
    } catch (error) {
      emit('store-failed', { operation, error })
      return otherwise
    }
  }

  const access: StoreAccess = {
    load: () => guarded('load', () => store.load(), undefined),
    save: (next, expected) => guarded('save', () => store.save(next, expected), true),
    async replace(next) {
      for (let round = 0; round < mostRounds; round++) {
        const found = await access.load()
        const done = await guarded('save', () => store.save(next, found?.generation ?? 0), true)
        if (done) return
      }
    },
    inTurn(work) {
      const turn = lastTurn.then(work)
      lastTurn = turn.catch(() => {})
      return turn
    },
  }
  return access
}
