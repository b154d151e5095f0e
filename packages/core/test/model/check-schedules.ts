// Draws random schedules and runs them: two halves side by side, and a sample for the quick tests.

import * as fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { countIds } from './counted-ids.ts'
import { rulesMatching } from './rules/names.ts'
import { anySteps, anyWorld } from './steps.ts'
import { runSchedule } from './world.ts'

/**
 * The same schedules in each run of the tests, so that a change is judged by itself.
 * `EVERBEARER_SCHEDULES=1000000 EVERBEARER_SEED=7 pnpm vitest run --project core model` runs others, and more.
 * `EVERBEARER_RULES=users` looks for breaches of one rule alone; `rules/names.ts` has them all.
 */
const schedules = Number(process.env['EVERBEARER_SCHEDULES'] ?? 20_000)
const seed = Number(process.env['EVERBEARER_SEED'] ?? 42)
const rules = rulesMatching(process.env['EVERBEARER_RULES'] ?? '.')

/** Each part has schedules of its own. */
const parts = {
  'first half': { offset: 0, share: 0.5 },
  'second half': { offset: 1, share: 0.5 },
  sample: { offset: 1_000_000, share: 0.1 },
} as const

/** Tests that no schedule breaks a rule. Each part has a file, as a worker runs one file at a time. */
export function checkSchedules(part: keyof typeof parts): void {
  const { offset, share } = parts[part]
  const numRuns = Math.ceil(schedules * share)
  beforeAll(countIds)
  test('no schedule breaks a rule', { timeout: 36_000_000 }, async () => {
    let run = 0
    await fc.assert(
      fc.asyncProperty(anyWorld, anySteps, async (world, steps) => {
        run++
        await runSchedule(world, steps, rules)
      }),
      { numRuns, endOnFailure: process.env['EVERBEARER_SHRINK'] === 'no', seed: seed + offset },
    )
    expect(run).toBeGreaterThanOrEqual(numRuns)
  })
}
