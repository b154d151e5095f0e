import type { StoredToken } from '@everbearer/core'
import { expectEqual } from '../assert.ts'
import { expectRecord, readStore, recordOf } from './records.ts'
import type { StoreCheck } from './store-check.ts'

const full: Partial<StoredToken> = {
  lifetime: 300_000,
  refreshIn: 240_000,
  refreshToken: 'refresh-1',
  refreshExpiresAt: 1_769_817_600_000,
  claim: { owner: 'a1b2', attempt: 3, at: 1_767_225_600_000, until: 1_767_225_630_000 },
  subject: 'https://auth.example.com alice',
  scope: 'orders:read orders:write',
  keyThumbprint: 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs',
  fields: { id_token: 'e30.e30.x', expires_in: 300 },
}

const texts = { quotes: `"it's" \\ \``, lines: 'a\r\n\tb\u2028c', plane: '𝄞 🗝️', right: 'مفتاح', composed: 'é and e\u0301' }

/** Records with unusual but valid values. */
const odd: readonly (readonly [what: string, more: Partial<StoredToken>])[] = [
  ['tokens of 16 kB', { accessToken: 'a'.repeat(16_384), refreshToken: `${'/+'.repeat(8_191)}=~` }],
  ['texts of any script', { refreshToken: texts.quotes, subject: texts.plane, scope: texts.right, fields: texts }],
  ['an empty scope', { scope: '' }],
  ['large numbers', { generation: 2 ** 48 - 1, refreshExpiresAt: 8.64e15, lifetime: 2 ** 41 }],
  ['moments before 1970', { sessionStart: -1, issuedAt: -8.64e15 }],
  ['fractions of a millisecond', { issuedAt: 1_767_225_600_123.4375, lifetime: 1_500.25 }],
  ['empty lists, empty objects and nulls', { fields: { list: [], object: {}, nothing: null, text: '', zero: 0, no: false } }],
  ['lists in objects in lists', { fields: { deep: [[{ list: [1, [2, { three: [] }]] }]], 'a.b': { $c: 1 } } }],
]

/** Checks that a store returns the same values that were saved. */
export const values: readonly StoreCheck[] = [
  {
    name: 'all fields of a record are kept',
    async run({ open }) {
      const [store, other] = [await open(), await open()]
      await store.save(recordOf(1, full), 0)
      await expectRecord(other, recordOf(1, full))
    },
  },
  {
    name: 'a field that is absent stays absent, or is null',
    async run({ open }) {
      const [store, other] = [await open(), await open()]
      await store.save(recordOf(1, full), 0)
      await store.save(recordOf(2), 1)
      await expectRecord(other, recordOf(2))
    },
  },
  ...odd.map(([what, more]): StoreCheck => ({
    name: `a record keeps ${what}`,
    async run({ open }) {
      const [store, other] = [await open(), await open()]
      expectEqual(await store.save(recordOf(1, more), 0), true, 'save')
      await expectRecord(other, recordOf(1, more))
    },
  })),
  {
    name: 'large revisions are compared exactly',
    async run({ open }) {
      const store = await open()
      const large = 2 ** 48 - 2
      await store.save(recordOf(large), 0)
      expectEqual(await store.save(recordOf(large), large - 1), false, 'save')
      expectEqual(await store.save(recordOf(large + 1), large), true, 'save')
    },
  },
  {
    name: 'a change to a record that was saved or loaded does not change the store',
    async run({ open }) {
      const [store, other] = [await open(), await open()]
      const before = recordOf(1, { ...full, fields: { deep: { list: [1] } } })
      const saved = structuredClone(before)
      await store.save(saved, 0)
      change(saved)
      for (const each of [store, other]) await expectRecord(each, before)
      const { record } = await readStore(store)
      change(record)
      for (const each of [store, other]) await expectRecord(each, before)
    },
  },
]

/** Changes each part of a record. Frozen parts do not change. */
function change(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  for (const part of Object.values(value)) change(part)
  Reflect.set(value, 'accessToken', 'changed')
}
