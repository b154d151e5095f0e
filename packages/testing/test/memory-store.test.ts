import { memoryStore } from '@everbearer/core'
import { describeTokenStore } from '../node/conformance.ts'

describeTokenStore('in memory', () => {
  const store = memoryStore()
  return { open: () => store, close() {} }
})
