import { expectEqual } from '../assert.ts'
import { readStore } from './records.ts'
import type { StoreCheck } from './store-check.ts'

/** Checks that a store has exactly the features that the test's argument `traits` names. */
export const traitChecks: readonly StoreCheck[] = [
  {
    name: 'the store has the traits that it claims',
    async run({ open, traits }) {
      const store = await open()
      const { lease = false, subscribe = false, clock = false } = traits
      const { now } = await readStore(store)
      const found = { lease: store.lease !== undefined, subscribe: store.subscribe !== undefined, clock: now !== undefined }
      expectEqual(found, { lease, subscribe, clock }, 'what the store has')
    },
  },
]
