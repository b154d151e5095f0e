import type { TokenStore } from '@everbearer/core'
import { check } from '../assert.ts'
import { readStore, recordOf } from './records.ts'
import type { StoreCheck } from './store-check.ts'
import { until } from './store-context.ts'

/** Time by which a check moves the clock of its process, ms: more than the usual difference between clocks of processes. */
const offset = 90_000

/** Checks of the store's clock, which must be the same for every process. */
export const clocks: readonly StoreCheck[] = [
  {
    name: 'the clock is in ms since 1970, with a record and without one',
    needs: ['clock'],
    async run({ open }) {
      const store = await open()
      for (const revision of [0, 1, 2]) {
        if (revision > 0) await store.save(recordOf(revision), revision - 1)
        const now = await nowOf(store)
        check(now > 1e12 && now < 1e13, `the clock shows ${now}`)
      }
    },
  },
  {
    name: 'the clock goes forward, and is one clock for all stores',
    needs: ['clock'],
    async run({ openMany }) {
      const stores = await openMany(3)
      const first = await nowOf(stores[0]!)
      let last = first
      for (let round = 0; round < 1_000 && (round < 2 * stores.length || last < first + 20); round++) {
        const now = await nowOf(stores[round % stores.length]!)
        check(now >= last, `the clock went back by ${last - now} ms`)
        last = now
        await until(() => true)
      }
      check(last > first, 'the clock stands still')
    },
  },
  {
    name: 'the clock is not that of the process',
    needs: ['clock'],
    alone: true,
    async run({ open }) {
      const store = await open()
      const before = await nowOf(store)
      for (const ms of [offset, -offset]) {
        const now = await withProcessClock(ms, () => nowOf(store))
        check(Math.abs(now - before) < offset / 2, `the clock moved by ${now - before} ms with that of the process`)
      }
    },
  },
]

async function nowOf(store: TokenStore): Promise<number> {
  const { now } = await readStore(store)
  check(typeof now === 'number' && Number.isFinite(now), `the clock shows ${String(now)}`)
  return now
}

/** Moves the clock of this process by `ms` while `work` runs: forward, or back if `ms` is negative. */
async function withProcessClock<Value>(ms: number, work: () => Promise<Value>): Promise<Value> {
  const RealDate = Date
  globalThis.Date = class extends RealDate {
    constructor(...given: [] | [value: number | string | Date]) {
      super(given.length === 0 ? RealDate.now() + ms : given[0])
    }
    static override now(): number {
      return RealDate.now() + ms
    }
  } as DateConstructor
  try {
    return await work()
  } finally {
    globalThis.Date = RealDate
  }
}
