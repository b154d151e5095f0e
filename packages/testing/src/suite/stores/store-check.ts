import type { StoreContext } from './store-context.ts'
import type { StorePlace, StoreTraits } from './store-place.ts'

/** Name of something that a check needs: a trait (feature) of the store, or a function of the `StorePlace` where stores keep a record. */
export type StoreNeed = Exclude<keyof StoreTraits, 'leaseTime'> | keyof Pick<StorePlace, 'breakLease' | 'breakStore'>

/** A requirement on every store, with its test. */
export interface StoreCheck {
  /** A unique name, which describes the requirement. */
  readonly name: string
  /** Traits and functions that the check needs. @default none */
  readonly needs?: readonly StoreNeed[]
  /** True: no other check may run at the same time. @default false */
  readonly alone?: boolean
  /** Runs the test. @throws {Error} the store does not meet the requirement */
  readonly run: (context: StoreContext) => Promise<void>
}
