// Runs every small world of one coordinator.

import { expect, test } from 'vitest'
import { type Beginning, runWorld } from './small-world.ts'

/**
 * `EVERBEARER_DISTURBANCES=1 pnpm vitest run --project core worlds` lets one disturbance happen in every world
 * (about 280,000 worlds, a minute); 2 takes long.
 */
const asked = process.env['EVERBEARER_DISTURBANCES']

/** Worlds that run side by side, which saves turns of the event loop. */
const atOnce = 50

/** Runs every world there is: each sequence of events that can happen, from none at all to one that leaves none. */
async function runAll(beginning: Beginning): Promise<number> {
  let worlds = 0
  const left: (readonly string[])[] = [[]]
  while (left.length > 0) {
    await Promise.all(
      left.splice(-atOnce).map(async (events) => {
        worlds++
        for (const event of await runWorld(beginning, events)) left.push([...events, event])
      }),
    )
  }
  return worlds
}

// How many worlds there are at least without a disturbance, and with one: so that no change makes them few unseen.
test.for<[name: string, beginning: Beginning, least: readonly number[]]>([
  ['no token', { canObtain: true, age: undefined, disturbances: 1 }, [403, 19_600]],
  ['a good token', { canObtain: true, age: 0, disturbances: 1 }, [839, 24_700]],
  ['a token that is due', { canObtain: true, age: 250, disturbances: 0 }, [2_339, 93_679]],
  ['a token that has expired', { canObtain: true, age: 300, disturbances: 0 }, [450, 20_000]],
  ['a good token and no credentials', { canObtain: false, age: 0, disturbances: 0 }, [430, 18_000]],
  ['a token that is due and no credentials', { canObtain: false, age: 250, disturbances: 0 }, [1_300, 62_000]],
  ['a token that has expired and no credentials', { canObtain: false, age: 300, disturbances: 0 }, [370, 18_000]],
])('no world of three requests that begins with %s breaks an invariant', { timeout: 7_200_000 }, async ([, beginning, least]) => {
  const disturbances = Number(asked ?? beginning.disturbances)
  const run = await runAll({ ...beginning, disturbances })
  expect(run).toBeGreaterThanOrEqual(least[disturbances] ?? 1)
})
