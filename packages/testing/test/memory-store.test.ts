import { memoryStore } from '@everbearer/core'
import { describeTokenStore } from '../node/vitest-stores.ts'

describeTokenStore('in memory', () => {
  const store = memoryStore()
  return { open: () => store, close() {} }
})
