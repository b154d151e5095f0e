import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { runSchedule } from './run-schedule.ts'
import { anyOutcomes, anySteps } from './steps.ts'

/** `EVERBEARER_SCHEDULES=1000000 EVERBEARER_SEED=42 pnpm vitest run --project core model` runs longer, and again the same. */
const numRuns = Number(process.env['EVERBEARER_SCHEDULES'] ?? 20_000)
const seed = process.env['EVERBEARER_SEED']

test.for([
  { canObtain: true, slowStore: false },
  { canObtain: true, slowStore: true },
  { canObtain: false, slowStore: false },
  { canObtain: false, slowStore: true },
])('no schedule breaks an invariant (own credentials: $canObtain, slow store: $slowStore)', { timeout: 3_600_000 }, async (options) => {
  let schedules = 0
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), anySteps, anyOutcomes, async (scheduler, steps, outcomes) => {
      schedules++
      await runSchedule(scheduler, steps, outcomes, options)
    }),
    { numRuns: Math.ceil(numRuns / 4), ...(seed !== undefined && { seed: Number(seed) }) },
  )
  expect(schedules).toBeGreaterThanOrEqual(numRuns / 4)
})
