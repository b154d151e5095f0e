import type { Clock } from './clock.ts'
import { TokenUnavailableError } from './errors.ts'
import type { CoordinatorEvents, Emitter } from './events.ts'
import type { TokenStore } from './store.ts'
import { withinTime } from './time-limit.ts'
import type { StoredToken } from './token-record.ts'

/** A store as a session uses it: one that fails, or hangs, is told of by event, and memory serves on. */
export interface StoreAccess {
  /** What is there; nothing where the store failed. */
  load(): Promise<StoredToken | undefined>
  /** The same, where it matters whether there is nothing or the store failed: then it is undefined as a whole. */
  look(): Promise<{ readonly found: StoredToken | undefined } | undefined>
  /** @returns false where another writer came first */
  save(next: StoredToken, expected: number): Promise<boolean>
  /** Puts `next` in place whatever is there, as a login or a logout must. */
  replace(next: StoredToken | undefined): Promise<void>
  /**
   * Does `work` when all that was given here before is done, so that a renewal and a logout do not cross in the
   * store.
   */
  inTurn<T>(work: () => Promise<T>): Promise<T>
  /** Does `work` under the store's lease, where it has such and gives it. */
  leased<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T>
}

type Operation = CoordinatorEvents['store-failed']['operation']

const mostRounds = 5

/** @param timeout - longest that one call of the store may take, ms */
export function createStoreAccess(store: TokenStore, { emit }: Emitter, clock: Clock, timeout: number): StoreAccess {
  let lastTurn: Promise<unknown> = Promise.resolve()

  async function guarded<T>(operation: Operation, call: (signal: AbortSignal) => T | Promise<T>, otherwise: T, outer?: AbortSignal): Promise<T> {
    const expired = (): Error => new TokenUnavailableError(`The store's ${operation} took longer than ${timeout} ms.`, clock.wall())
    try {
      return await withinTime(call, timeout, clock, expired, outer)
    } catch (error) {
      if (!outer?.aborted) emit('store-failed', { operation, error })
      return otherwise
    }
  }

  const access: StoreAccess = {
    load: async () => (await access.look())?.found,
    look: () => guarded('load', async () => ({ found: await store.load() }), undefined),
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
    async leased(signal, work) {
      if (store.lease === undefined) return work()
      const release = await guarded('lease', (inner) => store.lease?.(inner), undefined, signal)
      try {
        return await work()
      } finally {
        if (release !== undefined) await guarded('lease', release, undefined)
      }
    },
  }
  return access
}
