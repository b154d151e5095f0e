import type { TokenStore } from '@everbearer/core'
import { check, expectEqual } from '../assert.ts'
import { readStore, recordOf } from './records.ts'
import type { StoreCheck } from './store-check.ts'
import { until } from './store-context.ts'

/** Checks of how stores report the changes of other processes. */
export const notices: readonly StoreCheck[] = [
  {
    name: 'a listener is called when another store saves, each time',
    needs: ['subscribe'],
    async run({ open, listen, pause }) {
      const [store, writer] = [await open(), await open()]
      let calls = 0
      listen(store, () => calls++)
      await saveUntil(writer, () => calls > 0)
      for (let round = 0; round < 4; round++) {
        await pause()
        const before = calls
        await saveNext(writer)
        await until(() => calls > before)
      }
    },
  },
  {
    name: 'a listener is not called after it unsubscribes, and others are',
    needs: ['subscribe'],
    async run({ open, listen, pause }) {
      const [store, third, writer] = [await open(), await open(), await open()]
      const calls = { over: 0, sameStore: 0, otherStore: 0 }
      const unsubscribe = listen(store, () => calls.over++)
      listen(store, () => calls.sameStore++)
      listen(third, () => calls.otherStore++)
      await saveUntil(writer, () => Math.min(...Object.values(calls)) > 0)
      unsubscribe()
      await pause()
      const before = { ...calls }
      await saveNext(writer)
      await until(() => calls.sameStore > before.sameStore && calls.otherStore > before.otherStore)
      await pause()
      expectEqual(calls.over, before.over, 'the calls of a listener that has unsubscribed')
    },
  },
  {
    name: 'a listener may unsubscribe twice, and others are still called',
    needs: ['subscribe'],
    async run({ open, listen, pause }) {
      const [store, writer] = [await open(), await open()]
      let calls = 0
      const unsubscribe = listen(store, () => {})
      unsubscribe()
      listen(store, () => calls++)
      unsubscribe()
      await pause()
      await saveUntil(writer, () => calls > 0)
    },
  },
  {
    name: 'a listener that throws harms neither the writer nor other listeners',
    needs: ['subscribe'],
    async run({ open, listen, pause }) {
      const [store, third, writer] = [await open(), await open(), await open()]
      const calls = { throwing: 0, sameStore: 0, otherStore: 0 }
      listen(store, () => {
        calls.throwing++
        throw new Error('the listener failed')
      })
      listen(store, () => calls.sameStore++)
      listen(third, () => calls.otherStore++)
      await saveUntil(writer, () => Math.min(...Object.values(calls)) > 0)
      await pause()
      const before = { ...calls }
      await saveNext(writer)
      await until(() => Object.entries(before).every(([name, count]) => calls[name as keyof typeof calls] > count))
    },
  },
]

async function saveNext(writer: TokenStore): Promise<void> {
  const { record } = await readStore(writer)
  const expected = record?.revision ?? 0
  check(await writer.save(recordOf(expected + 1), expected), 'the only writer lost')
}

/** Saves repeatedly until a listener notices, as a subscription may need some time to begin. */
async function saveUntil(writer: TokenStore, isNoticed: () => boolean): Promise<void> {
  for (let round = 0; round < 1_000 && !isNoticed(); round++) {
    await saveNext(writer)
    const due = Date.now() + 50
    await until(() => isNoticed() || Date.now() > due)
  }
}
