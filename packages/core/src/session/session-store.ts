import type { Clock } from '../lib/clock.ts'
import type { Lease, StoreDefinition } from '../token/store.ts'
import type { StoredToken } from '../token/stored-token.ts'
import type { Emitter } from './events.ts'

/** What a store answered; undefined as a whole where it failed. */
export type LoadedRecord = { readonly fromStore: StoredToken | undefined } | undefined

/** How a compare-and-set ended. `conflict`: another writer came first. `failed`: nobody knows. */
export type SaveResult = 'saved' | 'conflict' | 'failed'

/** A store as a session uses it. Nothing here rejects. */
export interface SessionStore {
  /** May other processes write to it? */
  readonly isShared: boolean
  /** Reads the record, once every earlier write has been made up for. */
  tryLoad(): Promise<LoadedRecord>
  /**
   * Puts `next` in the place of revision `expected`. Nothing is remembered where the store fails.
   *
   * @param isWanted - asked at the last moment: false counts as a conflict
   */
  save(next: StoredToken, expected: number, isWanted: () => boolean): Promise<SaveResult>
  /** Remembers a record that the store failed to take; it is made up for before the next read. */
  writeLater(record: StoredToken, expected: number): void
  /** Records a login or logout. Resolves with false where a newer login is there, which stays. */
  replace(kind: 'login' | 'logout', record: StoredToken, replaces: string | undefined): Promise<boolean>
  /** Waits for the lease, where the store has leases. Undefined where it gave none. */
  lease(signal: AbortSignal): Promise<Lease | undefined>
  /** Calls back when another process has saved. Returns a function that unsubscribes. */
  subscribe(onNotice: () => Promise<void>): () => void
  /** Resolves when every write that was begun has ended, and what the store failed to take was offered once more. */
  idle(): Promise<void>
}

/** What a session lends to its store. */
export interface StoreUser {
  readonly emit: Emitter['emit']
  readonly clock: Clock
  /** Longest that one call of the store may take, ms. */
  readonly timeout: number
}

export type OpenStore = (user: StoreUser) => SessionStore

declare const isDefined: unique symbol

/** A store for the option `store`: a ready-made one, or what `defineStore` gave. */
export interface TokenStore extends StoreDefinition {
  /** Known to the compiler only. */
  readonly [isDefined]: true
}

const stores = new WeakMap<object, OpenStore>()

/** Notes how a store is opened. It comes with the store, so that a page without one ships nothing of it. */
export function register<Definition extends StoreDefinition>(store: Definition, open: OpenStore): Definition & TokenStore {
  stores.set(store, open)
  return store as Definition & TokenStore
}

/** @returns undefined: the value is no store that was registered */
export function openerOf(store: unknown): OpenStore | undefined {
  return stores.get(store as object)
}
