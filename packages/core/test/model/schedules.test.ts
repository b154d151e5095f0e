import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { anySteps, anyWorld } from './steps.ts'
import { runSchedule } from './world.ts'

/**
 * The same schedules in each run of the tests, so that a change is judged by itself.
 * `EVERBEARER_SCHEDULES=1000000 EVERBEARER_SEED=7 pnpm vitest run --project core model` runs others, and more.
 * `EVERBEARER_RULES=users` looks for breaches of one rule alone.
 */
const numRuns = Number(process.env['EVERBEARER_SCHEDULES'] ?? 20_000)
const seed = Number(process.env['EVERBEARER_SEED'] ?? 42)
const rules = new RegExp(process.env['EVERBEARER_RULES'] ?? '.')

test('no schedule breaks a rule', { timeout: 36_000_000 }, async () => {
  let schedules = 0
  await fc.assert(
    fc.asyncProperty(anyWorld, anySteps, async (world, steps) => {
      schedules++
      await runSchedule(world, steps, rules)
    }),
    { numRuns, endOnFailure: process.env['EVERBEARER_SHRINK'] === 'no', seed },
  )
  expect(schedules).toBeGreaterThanOrEqual(numRuns)
})
