import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { storeChecks } from '../src/suite/stores/index.ts'
import { checksFor, runStoreCheck } from '../src/suite/stores/run-store-check.ts'
import type { StorePlace, StoreTraits } from '../src/suite/stores/store-place.ts'
import { createReferencePlace, leaseTime } from './broken-stores/reference-place.ts'
import { wrongClocks } from './broken-stores/wrong-clocks.ts'
import { wrongLeases } from './broken-stores/wrong-leases.ts'
import { wrongLoads } from './broken-stores/wrong-loads.ts'
import { wrongNotices } from './broken-stores/wrong-notices.ts'
import { wrongSaves } from './broken-stores/wrong-saves.ts'
import { wrongValues } from './broken-stores/wrong-values.ts'

/** How many turns of the event loop a millisecond has. A call of a store needs a few turns. */
const turns = 4

// The checks wait for seconds, for leases and for what never comes. Here, these seconds are turns of the event loop.
beforeAll(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'] })
})
afterAll(() => {
  vi.useRealTimers()
})

/** Lets the clock go until the work is done. */
async function whileTimeGoes<Result>(work: Promise<Result>): Promise<Result> {
  const state = { isDone: false }
  const done = work.finally(() => {
    state.isDone = true
  })
  while (!state.isDone) {
    for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve))
    await vi.advanceTimersByTimeAsync(1)
  }
  return done
}

const traits: StoreTraits = { lease: true, subscribe: true, clock: true, leaseTime }

/** The names of the checks that do not pass. */
async function failuresOf(createPlace: () => StorePlace, patience: number): Promise<string[]> {
  const passed = new Set<string>()
  const run = async (check: (typeof storeChecks)[number]): Promise<void> => {
    const { status } = await runStoreCheck(check, createPlace, traits, patience)
    if (status === 'passed') passed.add(check.name)
  }
  const checks = checksFor(traits)
  await Promise.all(checks.filter(({ alone }) => alone !== true).map(run))
  for (const check of checks) if (check.alone === true) await run(check)
  return checks.map(({ name }) => name).filter((name) => !passed.has(name))
}

const noticed = new Set<string>()

describe('the checks of stores', () => {
  it('pass for a store that does nothing wrong', { timeout: 60_000 }, async () => {
    expect(await whileTimeGoes(failuresOf(() => createReferencePlace(), 30_000))).toEqual([])
  })

  it.each([...wrongSaves, ...wrongLoads, ...wrongValues, ...wrongClocks, ...wrongLeases, ...wrongNotices])(
    'fail where they should for a store that $fault',
    { timeout: 60_000 },
    async ({ steps, noticedBy }) => {
      const failed = await whileTimeGoes(failuresOf(() => createReferencePlace(steps), 4_000))
      for (const name of failed) noticed.add(name)
      expect(failed.toSorted()).toEqual([...noticedBy].toSorted())
    },
  )

  it('are each failed by at least one of these stores', () => {
    expect(storeChecks.map(({ name }) => name).filter((name) => !noticed.has(name))).toEqual([])
  })
})
