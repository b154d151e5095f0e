import type { StoreContext } from './store-context.ts'
import type { StorePlace, StoreTraits } from './store-place.ts'

/** What a check needs of a store, or of its place. */
export type StoreNeed = Exclude<keyof StoreTraits, 'leaseTime'> | keyof Pick<StorePlace, 'breakLease' | 'breakStore'>

/** A promise that every store keeps, with its test. */
export interface StoreCheck {
  /** A unique name, which says what the store promises. */
  readonly name: string
  /** @default nothing */
  readonly needs?: readonly StoreNeed[]
  /** Must no other check run meanwhile? @default false */
  readonly alone?: boolean
  /** Runs the test. @throws {Error} the store breaks its promise */
  readonly run: (context: StoreContext) => Promise<void>
}
