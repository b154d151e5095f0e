import type { TokenStore } from '@everbearer/core'

/** A place where stores keep one record, such as a file or a key. The place is empty at first. Each test has its own place. */
export interface StorePlace {
  /** Opens a store on the place, as in another process: with a separate client and separate state. */
  open(): Promise<TokenStore> | TokenStore
  /** Closes the stores, and deletes the place. If it returns a promise, the suite awaits the promise. */
  close(): unknown
  /** Removes the lease from its holder, like a server that loses its data. @default the checks of lost leases are skipped */
  breakLease?(): unknown
  /** Makes each later call of the stores fail, like a dead server. @default the check of errors is skipped */
  breakStore?(): unknown
}

/** The features of a store. A test fails if the store has another set of features. */
export interface StoreTraits {
  /** True: the store has leases (the right of one process to refresh). @default false */
  readonly lease?: boolean
  /** True: the store reports changes of other processes. @default false */
  readonly subscribe?: boolean
  /** True: the store returns the time of its own clock, which is the same for every process. @default false */
  readonly clock?: boolean
  /** Time after which the lease (the right to refresh) of a dead process expires, ms. @default 5_000 */
  readonly leaseTime?: number
}
