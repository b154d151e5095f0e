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
  replace(next: StoredToken): Promise<void>
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
  /** What must be in the store and is not yet, as it failed. Until then nothing that is there is believed. */
  let owed: StoredToken | undefined

  const access: StoreAccess = {
    load: async () => (await access.look())?.found,
    look: async () => ((await payOwed()) ? read() : undefined),
    async save(next, expected) {
      if (owed !== undefined) return access.replace(next).then(() => true)
      const saved = await write(next, expected)
      if (saved === undefined) owed = next
      return saved ?? true
    },
    async replace(next) {
      owed = next
      await payOwed()
    },
    inTurn(work) {
      const turn = lastTurn.then(work)
      lastTurn = turn.catch(() => {})
      return turn
    },
    async leased(signal, work) {
      if (store.lease === undefined) return work()
      const release = await lease(signal)
      try {
        return await work()
      } finally {
        if (release !== undefined) void guarded('lease', release)
      }
    },
  }
  return access

  /** @returns false where the store failed again */
  async function payOwed(): Promise<boolean> {
    for (let round = 0; owed !== undefined && round < mostRounds; round++) {
      const next = owed
      const look = await read()
      if (look === undefined) return false
      const there = look.found?.generation ?? 0
      // A generation that is not above what was there would be overlooked by other processes.
      const saved = await write({ ...next, generation: Math.max(next.generation, there + 1) }, there)
      if (saved === undefined) return false
      if (saved && owed === next) owed = undefined
    }
    return owed === undefined
  }

  function read(): Promise<{ readonly found: StoredToken | undefined } | undefined> {
    return guarded('load', async () => ({ found: readStored(await store.load()) }))
  }

  function write(next: StoredToken, expected: number): Promise<boolean | undefined> {
    return guarded('save', () => store.save(next, expected))
  }

  /** A lease that is granted after all, but too late, is given back. */
  function lease(signal: AbortSignal): Promise<(() => void | Promise<void>) | undefined> {
    return guarded(
      'lease',
      async (inner) => {
        const release = await store.lease?.(inner)
        if (!inner.aborted) return release
        await release?.()
        return undefined
      },
      signal,
    )
  }

  /** @returns undefined where the store failed or hung, which is told by event */
  async function guarded<T>(operation: Operation, call: (signal: AbortSignal) => T | Promise<T>, outer?: AbortSignal): Promise<T | undefined> {
    const expired = (): Error => new TokenUnavailableError(`The store's ${operation} took longer than ${timeout} ms.`, clock.wall())
    try {
      return await withinTime(call, timeout, clock, expired, outer)
    } catch (error) {
      if (!outer?.aborted) emit('store-failed', { operation, error })
      return undefined
    }
  }
}

/**
 * Stores give null for nothing, too.
 *
 * @throws {TypeError} what is there is no token
 */
function readStored(value: unknown): StoredToken | undefined {
  if (value === undefined || value === null) return undefined
  const { generation, accessToken } = value as Partial<StoredToken>
  const isToken = Number.isSafeInteger(generation) && typeof accessToken === 'string' && /^[\x21-\x7e]*$/.test(accessToken)
  if (!isToken) throw new TypeError('What the store gave is no token.')
  return value as StoredToken
}
