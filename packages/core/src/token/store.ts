import type { StoredToken } from './stored-token.ts'

/** The right to refresh while no other process refreshes. A lease saves work: only a claim in the store keeps a refresh token safe. */
export interface Lease {
  /** Aborts when the lease is lost. No further token request starts then; a request in progress runs to its end. */
  readonly lost: AbortSignal
  /** Ends the lease. Called once. */
  release(): void | Promise<void>
}

/** A record and the store's clock at the moment of the read. */
export interface StoreReading {
  /** The record in the store; null or undefined: the store has no record. */
  readonly record: StoredToken | null | undefined
  /** The time by the store's clock, ms since 1970. All moments in the records of this store are then by this clock. */
  readonly now: number
}

/** How coordinators use a store. */
export interface StoreOptions {
  /** Time limit for one call of the store, ms. A store that takes longer counts as away. @default 1_000 */
  readonly timeout?: number | undefined
  /** How long a source that can obtain a token waits for another process's refresh, ms. @default 2_000 */
  readonly leaseWait?: number | undefined
  /**
   * What a session does while the store is away, if its source can only refresh. `wait`: requests use the access token until it expires,
   * then fail with `retryAt`; the session does not end. `go-on`: the refresh token is presented without a claim, so that another process
   * may present it, too. The event `claim-skipped` reports this. A source that can obtain a token obtains it with either value.
   * @default 'wait'
   */
  readonly whenStoreIsAway?: 'wait' | 'go-on' | undefined
}

/**
 * The functions of a store, for `defineStore`. In a store, tokens outlive the process, and several processes can share them.
 *
 * Only the compare-and-set of `save` must be atomic. If two processes write, it prevents the loss of a rotated refresh token. It also
 * prevents that two processes present the same refresh token. A lease only saves work.
 */
export interface StoreDefinition extends StoreOptions {
  /**
   * Returns the record in the store; null or undefined if the store has no record. Called before each token request. A store with a clock
   * of its own returns a `StoreReading`: processes can then share tokens although their clocks differ.
   */
  load(): Promise<StoredToken | StoreReading | null | undefined> | StoredToken | StoreReading | null | undefined
  /**
   * Saves `next` if the stored record still has the `revision` `expected`. 0: the store must have no record. A logout is saved, too, as a
   * record without tokens: keep it like any other record.
   *
   * @returns true: saved; false: the revision is another, and nothing has changed
   */
  save(next: StoredToken, expected: number): Promise<boolean> | boolean
  /**
   * Waits until no other process refreshes. Undefined: no lease, the refresh goes on without it. Called before each refresh, with a signal
   * that aborts when the refresh no longer waits for the lease. The store keeps a given lease alive until `release()`, and lets the lease
   * of a dead process expire after a few seconds. @default no leases
   */
  readonly lease?: ((signal: AbortSignal) => Promise<Lease | undefined> | Lease | undefined) | undefined
  /**
   * Calls `listener` when another process has saved. Returns a function that unsubscribes, which `dispose()` calls.
   * @default changes are seen at the next `load`
   */
  readonly subscribe?: ((listener: () => void) => () => void) | undefined
  /**
   * Called once by each coordinator, with a function that takes a text about what the store can't do where it runs. The event
   * `store-limited` carries this text, so it holds no secret. @default no limits
   */
  readonly onLimit?: ((listener: (limit: string) => void) => void) | undefined
}
