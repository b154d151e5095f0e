import { encrypted, memoryStore } from '@everbearer/core'
import { describeTokenStore } from '../node/vitest-stores.ts'

describeTokenStore('encrypted', () => {
  const store = memoryStore()
  const keys = [{ id: 'one', key: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8' }]
  return { open: () => encrypted(store, { keys, name: 'shop' }), close() {} }
})
