import type { ConformanceTest } from '../conformance-test.ts'
import { checksFor, type CreateStorePlace, runStoreCheck } from './run-store-check.ts'
import type { StoreTraits } from './store-place.ts'

/** Time limit for a check, ms. The time for which a check waits for leases is added. */
const patience = 30_000

/**
 * Returns a test for each requirement on a store, for any test framework.
 *
 * @param createPlace - makes a fresh, empty place for each test
 * @param traits - the features of the store
 *
 * @example
 * ```ts
 * import { test } from 'node:test'
 * import { memoryStore } from '@everbearer/core'
 * import { storeTests } from '@everbearer/testing/conformance'
 *
 * const createPlace = () => {
 *   const store = memoryStore()
 *   return { open: () => store, close() {} }
 * }
 * for (const { name, run, timeout } of storeTests(createPlace)) void test(name, { timeout }, async () => void (await run()))
 * ```
 */
export function storeTests(createPlace: CreateStorePlace, traits: StoreTraits = {}): readonly ConformanceTest[] {
  const longest = patience + 2 * (traits.leaseTime ?? 5_000)
  return checksFor(traits).map((check) => ({
    name: check.name,
    timeout: longest + 10_000,
    isAlone: check.alone === true,
    async run() {
      const result = await runStoreCheck(check, createPlace, traits, longest)
      if (result.status === 'failed') throw result.error
      return result.status === 'skipped' ? `the place has no ${result.lacks}()` : undefined
    },
  }))
}
