import { describe, it } from 'vitest'
import type { CreateStorePlace } from '../src/suite/stores/run-store-check.ts'
import type { StoreTraits } from '../src/suite/stores/store-place.ts'
import { storeTests } from '../src/suite/stores/store-tests.ts'

export type { CreateStorePlace } from '../src/suite/stores/run-store-check.ts'
export type { StorePlace, StoreTraits } from '../src/suite/stores/store-place.ts'

/** Declares the tests of `storeTests()` for vitest. */
export function describeTokenStore(name: string, createPlace: CreateStorePlace, traits: StoreTraits = {}): void {
  describe(`the store ${name}`, () => {
    for (const test of storeTests(createPlace, traits)) {
      it(test.name, { timeout: test.timeout }, async ({ skip }) => {
        const reason = await test.run()
        if (reason !== undefined) skip(reason)
      })
    }
  })
}
