import { describeTokenStore } from '@everbearer/testing/vitest-stores'
import { sealed, tabStore } from '../../src/index.ts'

let places = 0

// With tokens in memory, no other page gets a refresh token, as the suite wants it: `memory-vault.test.ts` and `memory.browser.test.ts` test that.
describeTokenStore(
  'for tabs, sealed',
  () => {
    const name = `conformance-${places++}`
    return {
      open: () => tabStore({ name, tokens: sealed }),
      breakLease: () => navigator.locks.request(`everbearer:${name}`, { steal: true }, () => {}),
      close: () => void indexedDB.deleteDatabase(`everbearer:${name}`),
    }
  },
  { lease: true, subscribe: true },
)
