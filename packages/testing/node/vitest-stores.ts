import { describe, it } from 'vitest'
import { checksFor, type CreateStorePlace, runStoreCheck } from '../src/suite/stores/run-store-check.ts'
import type { StoreTraits } from '../src/suite/stores/store-place.ts'

export type { CreateStorePlace } from '../src/suite/stores/run-store-check.ts'
export type { StorePlace, StoreTraits } from '../src/suite/stores/store-place.ts'

/** Longest time of a check without its waits for leases, ms. */
const patience = 30_000

/**
 * Declares a test for each promise that a store keeps.
 *
 * @param createPlace - makes a fresh, empty place for each test
 * @param traits - what the store claims to have
 *
 * @example
 * ```ts
 * import { memoryStore } from '@everbearer/core'
 * import { describeTokenStore } from '@everbearer/testing/conformance'
 *
 * describeTokenStore('memory', () => {
 *   const store = memoryStore()
 *   return { open: () => store, close() {} }
 * })
 * ```
 */
export function describeTokenStore(name: string, createPlace: CreateStorePlace, traits: StoreTraits = {}): void {
  const longest = patience + 2 * (traits.leaseTime ?? 5_000)
  describe(`the store ${name}`, () => {
    for (const check of checksFor(traits)) {
      it(check.name, { timeout: longest + 10_000 }, async ({ skip }) => {
        const result = await runStoreCheck(check, createPlace, traits, longest)
        if (result.status === 'skipped') skip(`the place has no ${result.lacks}()`)
        if (result.status === 'failed') throw result.error
      })
    }
  })
}
