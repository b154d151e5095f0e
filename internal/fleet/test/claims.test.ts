import { describe, expect, it } from 'vitest'
import type { Evaluation } from '../evaluate-run.ts'
import { runFleet } from '../run.ts'
import { keyValuePlace } from '../places/key-value.ts'
import { inFolder } from './in-folder.ts'

/** Without leases, and at the same fraction of the lifetime, four processes claim each refresh token at nearly the same time. */
function runWithoutLeases(comparesRevisions: boolean): Promise<Evaluation> {
  return inFolder(async (folder) => {
    await using store = await keyValuePlace(4, { comparesRevisions, delay: 100 })
    return await runFleet({
      processes: 4,
      lifetimes: 4,
      lifetime: 3_000,
      refreshAt: 0.8,
      interval: 50,
      seed: 1,
      skew: 0,
      hasStoreClock: false,
      hasLeases: false,
      plan: [],
      folder,
      store,
      note: () => {},
    })
  })
}

describe('four processes without leases', () => {
  it('present each refresh token once, as one compare-and-set claims it', async () => {
    const { breaches, doubts, figures } = await runWithoutLeases(true)
    expect({ breaches, doubts }).toEqual({ breaches: [], doubts: [] })
    expect(figures.obtains.handOvers).toBeGreaterThan(0)
    expect(figures.refreshes.handOvers).toBeGreaterThan(0)
  })

  it('do not on a store that does not compare, which the evaluation notices', async () => {
    const { breaches } = await runWithoutLeases(false)
    expect(breaches.filter((breach) => breach.startsWith('the store confirmed'))).not.toEqual([])
    expect(breaches.filter((breach) => breach.includes('was handed over again'))).not.toEqual([])
  })
})
