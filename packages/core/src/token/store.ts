import type { StoredToken } from './stored-token.ts'

/** The right to refresh while no other process refreshes. */
export interface Lease {
  /** Aborts when the lease is lost. No further token request starts then; a request in progress runs to its end. */
  readonly lost: AbortSignal
  /** Ends the lease. Called once. */
  release(): void | Promise<void>
}

/**
 * The functions of a store, for `defineStore`. In a store, tokens outlive the process, and several processes can share them.
 *
 * Only the compare-and-set of `save` must be atomic. If two processes write, it prevents the loss of a rotated refresh token. It also
 * prevents that two processes present the same refresh token. A lease only saves work.
 */
export interface StoreDefinition {
  /** Returns the record in the store; null or undefined if the store has no record. Called before each token request. */
  load(): Promise<StoredToken | null | undefined> | StoredToken | null | undefined
  /**
   * Saves `next` if the stored record still has the `revision` `expected`. 0: the store must have no record. A logout is saved, too, as a
   * record without tokens: keep it like any other record.
   *
   * @returns true: saved; false: the revision is another, and nothing has changed
   */
  save(next: StoredToken, expected: number): Promise<boolean> | boolean
  /**
   * Waits until no other process refreshes. Undefined: no lease, the refresh goes on without it. Called before each refresh, with a signal
   * that aborts when the refresh no longer waits for the lease. @default no leases
   */
  readonly lease?: ((signal: AbortSignal) => Promise<Lease | undefined> | Lease | undefined) | undefined
  /**
   * Calls `listener` when another process has saved. Returns a function that unsubscribes, which `dispose()` calls.
   * @default changes are seen at the next `load`
   */
  readonly subscribe?: ((listener: () => void) => () => void) | undefined
}
