import { longestTimer } from '../lib/clock.ts'
import { expect, expectNumber } from '../lib/option-checks.ts'
import type { StoreDefinition } from '../token/store.ts'
import type { StoredToken } from '../token/stored-token.ts'
import { openResilient } from './resilient-store.ts'
import { register, type TokenStore } from './session-store.ts'

/**
 * Creates a store for the option `store` from methods that load and save a token's record. The coordinator calls the methods with a time
 * limit, checks each record, and repeats failed writes. With the method `lease`, the processes refresh one after another.
 *
 * @example
 * ```ts
 * import { createCoordinator, defineStore, type StoredToken } from '@everbearer/core'
 *
 * declare const rows: {
 *   read(): Promise<StoredToken | undefined>
 *   update(next: StoredToken, where: { readonly revision: number }): Promise<boolean>
 * }
 *
 * const auth = createCoordinator({
 *   source: async () => (await fetch('/session/refresh', { method: 'POST' })).json(),
 *   origins: 'any',
 *   store: defineStore({
 *     load: () => rows.read(),
 *     save: (next, expected) => rows.update(next, { revision: expected }),
 *   }),
 * })
 * ```
 * @returns the given object
 * @throws {TypeError} `load` or `save` is not a function, or an option of the store is wrong
 */
export function defineStore<Definition extends StoreDefinition>(definition: Definition): Definition & TokenStore {
  return define(definition, true)
}

/** A store in the memory of one process. */
export interface MemoryStore extends TokenStore {
  load(): Promise<StoredToken | undefined> | StoredToken | undefined
}

/**
 * Creates a store in the memory of one process. Several coordinators can share this store.
 *
 * @param initial - the first record, for example from an earlier run
 *
 * @example
 * ```ts
 * import { createCoordinator, memoryStore } from '@everbearer/core'
 *
 * const store = memoryStore()
 * const auth = createCoordinator({ source: async () => ({ access_token: 'from-somewhere' }), origins: 'any', store })
 * ```
 */
export function memoryStore(initial?: StoredToken): MemoryStore {
  // The record is kept as text, so that changes to a returned object do not change the store.
  let text = JSON.stringify(initial)
  const load = (): StoredToken | undefined => text && JSON.parse(text)
  const store = {
    load,
    save(next: StoredToken, expected: number) {
      if ((load()?.revision ?? 0) !== expected) return false
      text = JSON.stringify(next)
      return true
    },
  }
  return define(store, false)
}

/**
 * Checks a definition, and registers it as a store.
 *
 * @param isShared - can other processes write to the store?
 */
function define<Definition extends StoreDefinition>(store: Definition, isShared: boolean): Definition & TokenStore {
  const isStore = typeof store?.load === 'function' && typeof store.save === 'function'
  expect(isStore, 'defineStore', 'an object with load() and save()')
  const { timeout, leaseWait, whenStoreIsAway = 'wait' } = store
  if (timeout !== undefined) expectNumber('timeout', timeout, 1, longestTimer)
  if (leaseWait !== undefined) expectNumber('leaseWait', leaseWait, 0, longestTimer)
  expect(whenStoreIsAway === 'wait' || whenStoreIsAway === 'go-on', 'whenStoreIsAway', "'wait' or 'go-on'")
  return register(store, (user) => openResilient(store, isShared, user))
}
