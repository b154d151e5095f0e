import type { StoredToken } from './stored-token.ts'

/**
 * The right to refresh while no other process refreshes. A lease only saves work: a claim in the store (the note that a coordinator
 * presents the refresh token), and not a lease, prevents a second use of that token.
 */
export interface Lease {
  /** A signal that aborts when the lease is lost. After that, no token request starts; a request in progress runs to its end. */
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

/** The settings for the use of a store by coordinators. */
export interface StoreOptions {
  /** Time limit for one call of the store, ms. A call that takes longer has failed. @default 1_000 */
  readonly timeout?: number | undefined
  /**
   * Time limit for the wait for another process's refresh, ms. The limit is `maxRetryTime` instead if `obtain` is missing or needs a
   * person, or if the session began with `setTokens()`. @default 2_000
   */
  readonly leaseWait?: number | undefined
  /**
   * The behaviour of a session while the store does not work. `wait`: requests use the access token until it expires, and then fail with a
   * `TokenUnavailableError`; the session does not end. `go-on`: the refresh token is presented without a `Claim` in the store, and another
   * process may present this token, too. The event `claim-skipped` reports this. With both values, `obtain` is called instead if `obtain`
   * needs no person, and if the session did not begin with `setTokens()`.
   * @default 'wait'
   */
  readonly whenStoreIsAway?: 'wait' | 'go-on' | undefined
}

/**
 * The functions of a store, for `defineStore`. Tokens in a store outlive the process, and several processes can share them.
 *
 * Only the compare-and-set of `save` must be atomic. If two processes write, the compare-and-set prevents the loss of a rotated refresh
 * token. It also prevents that two processes present the same refresh token. A lease only saves work.
 */
export interface StoreDefinition extends StoreOptions {
  /**
   * Returns the record in the store; null or undefined if the store has no record. Called before each token request. A store that has its
   * own clock returns a `StoreReading`: processes can then share tokens although their clocks differ.
   */
  load(): Promise<StoredToken | StoreReading | null | undefined> | StoredToken | StoreReading | null | undefined
  /**
   * Saves `next` if the stored record still has the `revision` `expected`. If `expected` is 0, the store must have no record. A logout is
   * saved, too, as a record without tokens: keep it like any other record.
   *
   * @returns true: saved; false: the revision is another, and nothing has changed
   */
  save(next: StoredToken, expected: number): Promise<boolean> | boolean
  /**
   * Waits for a lease: the right to refresh while no other process refreshes. Undefined: the refresh goes on without a lease. Called before
   * each refresh, with a signal that aborts when the refresh no longer waits for the lease. The store keeps a given lease alive until
   * `release()`, and lets the lease of a dead process expire after a few seconds. @default no leases
   */
  readonly lease?: ((signal: AbortSignal) => Promise<Lease | undefined> | Lease | undefined) | undefined
  /**
   * Calls `listener` when another process has saved. Returns a function that unsubscribes, which `dispose()` calls.
   * @default changes are seen at the next `load`
   */
  readonly subscribe?: ((listener: () => void) => () => void) | undefined
  /**
   * Called once by each coordinator. If a function of the store does not work in this environment, pass `listener` a text that describes
   * this limit. The event `store-limited` carries this text, so the text must hold no secret. @default no limits
   */
  readonly onLimit?: ((listener: (limit: string) => void) => void) | undefined
}
