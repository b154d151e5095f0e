import type { Clock } from '../lib/clock.ts'
import type { KeyBinding } from '../token/key-binding.ts'
import type { Lease, StoreDefinition } from '../token/store.ts'
import type { StoredToken } from '../token/stored-token.ts'
import type { Emitter } from './events.ts'

/** The result of a read of the store; undefined: the store failed. */
export type LoadedRecord = { readonly fromStore: StoredToken | undefined } | undefined

/**
 * The conditions that end the wait for a lease although no lease has come. A lease is the right to refresh while no other process
 * refreshes.
 */
export interface LeaseWait {
  /** Maximum length of the wait for the lease, ms. */
  readonly longest: number
  /** Checks whether a record makes the refresh needless: the record has a newer token, or shows that the session is over. */
  readonly isOver: (fromStore: StoredToken | undefined) => boolean
}

/** The lease of a session: the right to refresh while no other process refreshes. */
export interface SessionLease extends Lease {
  /**
   * True: the store gave no lease, and the coordinators of one login in this process refresh one after another. Other processes may refresh
   * at the same time.
   * @default false
   */
  readonly isTurn?: boolean
}

/**
 * The result of `replace()`. `stored`: the store has the record, or this process has a newer record to store. `replaced`: the store keeps a
 * newer login or logout. `pending`: the store failed, and the record is written later.
 */
export type ReplaceResult = 'stored' | 'replaced' | 'pending'

/** The result of a compare-and-set. `conflict`: another writer came first. `failed`: the result is unknown. */
export type SaveResult = 'saved' | 'conflict' | 'failed'

/** A store as a session uses it. No method rejects. */
export interface SessionStore {
  /** Can other processes write to the store? */
  readonly isShared: boolean
  /** True: while the store fails, a refresh token may be presented without a claim: the note that prevents a second use of the token. */
  readonly mayGoOn: boolean
  /** Time limit for the wait for another process's refresh, ms. Applies if the source's own credentials (`obtain`) can be used instead. */
  readonly leaseWait: number
  /** Reads the record. Before that, writes the record that the store failed to save. */
  tryLoad(): Promise<LoadedRecord>
  /**
   * Replaces the store's record with `next` if the record has the revision (number of its write) `expected`. If the store fails, `next` is
   * not kept for later.
   *
   * @param isWanted - called just before the write; if it returns false, no write follows, and the result is `conflict`
   */
  save(next: StoredToken, expected: number, isWanted: () => boolean): Promise<SaveResult>
  /** Keeps a record that the store failed to save, and writes it before the next read. */
  writeLater(record: StoredToken, expected: number): void
  /**
   * Replaces the store's record with the record of a login or logout.
   *
   * @param onReplace - called with the record that is about to be replaced, if the store has one
   */
  replace(
    kind: 'login' | 'logout',
    record: StoredToken,
    replaces: string | undefined,
    onReplace?: (fromStore: StoredToken) => void,
  ): Promise<ReplaceResult>
  /** Waits for the lease (the right to refresh), if the store has leases. Resolves with undefined if the wait ended without a lease. */
  lease(signal: AbortSignal, wait: LeaseWait): Promise<SessionLease | undefined>
  /** Resolves after `ms`, when another process has saved a record, or when `signal` aborts. */
  waitForChange(ms: number, signal: AbortSignal): Promise<void>
  /**
   * Calls `onNotice` when another process has saved a record, and when the store works again after failures. Returns a function that
   * unsubscribes.
   */
  subscribe(onNotice: () => Promise<void>): () => void
  /** Resolves when all writes have ended. Before that, a record that the store failed to save is written once more. */
  idle(): Promise<void>
}

/** The objects that a session passes to its store. */
export interface StoreUser {
  readonly emit: Emitter['emit']
  readonly clock: Clock
  /** The key that the session's tokens are bound to (DPoP); undefined: the tokens are bound to no key. */
  readonly keyBinding?: KeyBinding | undefined
}

export type OpenStore = (user: StoreUser) => SessionStore

declare const isDefined: unique symbol

/** A value for the option `store`: a ready-made store, or the result of `defineStore()`. */
export interface TokenStore extends StoreDefinition {
  /** A mark by which the compiler accepts only ready-made stores and results of `defineStore()`. The mark has no value at run time. */
  readonly [isDefined]: true
}

const stores = new WeakMap<object, OpenStore>()

/**
 * Registers the function that opens a store. The function belongs to the store, so that a page without a store does not load the code of
 * this function.
 */
export function register<Definition extends StoreDefinition>(store: Definition, open: OpenStore): Definition & TokenStore {
  stores.set(store, open)
  return store as Definition & TokenStore
}

/** Returns the function that opens a store; undefined: the value is not a registered store. */
export function openerOf(store: unknown): OpenStore | undefined {
  return stores.get(store as object)
}
