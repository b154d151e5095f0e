import type { TokenStore } from '@everbearer/core'
import { check, expectEqual } from '../assert.ts'
import { expectRecord, recordOf } from './records.ts'
import type { StoreCheck } from './store-check.ts'

/** Checks of `save`, which must compare and replace in one step. Without that, refresh tokens would get lost. */
export const saves: readonly StoreCheck[] = [
  {
    name: 'an empty place has no record',
    async run({ open }) {
      await expectRecord(await open(), undefined)
    },
  },
  {
    name: 'a first record is saved where no record is expected, and other stores see it',
    async run({ open }) {
      const [store, other] = [await open(), await open()]
      await expectSaved(store, 1)
      await expectRecord(store, recordOf(1))
      await expectRecord(other, recordOf(1))
      await expectRecord(await open(), recordOf(1))
    },
  },
  {
    name: 'a record of the expected revision is replaced, of the same generation too',
    async run({ open }) {
      const [store, other] = [await open(), await open()]
      await expectSaved(store, 1)
      const claimed = recordOf(2, { generation: 1, claim: { owner: 'other', attempt: 1, at: 1, until: 30_001 } })
      expectEqual(await other.save(claimed, 1), true, 'save')
      await expectRecord(store, claimed)
      await expectSaved(store, 3)
      await expectRecord(other, recordOf(3))
    },
  },
  {
    name: 'a writer who expects another revision gets false, and changes nothing',
    async run({ open }) {
      const [store, other] = [await open(), await open()]
      expectEqual(await store.save(recordOf(2), 1), false, 'save')
      await expectRecord(other, undefined)
      await expectSaved(store, 1)
      await expectSaved(other, 2)
      for (const expected of [0, 1, 3])
        expectEqual(await store.save(recordOf(expected + 1, { accessToken: 'wrong' }), expected), false, 'save')
      await expectRecord(store, recordOf(2))
      await expectRecord(other, recordOf(2))
    },
  },
  {
    name: 'of 50 writers at the same time, one wins',
    async run({ openMany }) {
      const stores = await openMany(5)
      for (let expected = 0; expected < 3; expected++) await expectOneWinner(stores, expected)
    },
  },
  {
    name: 'the record of a logout stays, and is replaced by a compare-and-set only',
    async run({ open }) {
      const [store, other] = [await open(), await open()]
      await expectSaved(store, 1)
      const logout = recordOf(2, { loggedOut: true, accessToken: '' })
      expectEqual(await store.save(logout, 1), true, 'save')
      for (const expected of [0, 1]) expectEqual(await other.save(recordOf(expected + 1), expected), false, 'save')
      await expectRecord(other, logout)
      await expectSaved(other, 3)
      await expectRecord(store, recordOf(3))
    },
  },
]

async function expectSaved(store: TokenStore, revision: number): Promise<void> {
  expectEqual(await store.save(recordOf(revision), revision - 1), true, 'save')
}

async function expectOneWinner(stores: readonly TokenStore[], expected: number): Promise<void> {
  const records = Array.from({ length: 50 }, (_, writer) => recordOf(expected + 1, { accessToken: `writer-${writer}` }))
  const saved = await Promise.all(records.map(async (record, writer) => stores[writer % stores.length]!.save(record, expected)))
  const [winner, ...others] = records.filter((_, writer) => saved[writer])
  check(winner !== undefined && others.length === 0, `${saved.filter(Boolean).length} of 50 writers won`)
  for (const store of stores) await expectRecord(store, winner)
}
