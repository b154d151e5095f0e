import type { TokenStore } from '@everbearer/core'

/** A place for one record, empty at first. Each check has a place of its own. */
export interface StorePlace {
  /** Opens a store on the place as another process would: with a client and a state of its own. */
  open(): Promise<TokenStore> | TokenStore
  /** Closes the stores, and deletes the place. A promise is awaited. */
  close(): unknown
  /** Takes the lease away from its holder, as a server that loses its keys would. @default the checks of lost leases are skipped */
  breakLease?(): unknown
  /** Lets each later call of the stores fail, as a dead server would. @default the check of errors is skipped */
  breakStore?(): unknown
}

/** What a store claims to have. A store that has more or less fails. */
export interface StoreTraits {
  /** Does the store have leases? @default false */
  readonly lease?: boolean
  /** Does the store report changes? @default false */
  readonly subscribe?: boolean
  /** Does the store have a clock of its own? @default false */
  readonly clock?: boolean
  /** When the lease of a dead process expires, ms. @default 5_000 */
  readonly leaseTime?: number
}
