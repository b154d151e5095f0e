// Runs random schedules over real stores, which need real time.

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CreateModelPlace } from './model-place.ts'
import { rulesMatching } from './rules/names.ts'
import { anyFleet, anyFleetSteps } from './steps.ts'
import { runSchedule } from './world.ts'

const isRest = process.env['EVERBEARER_TEST_SET'] === 'rest'
const seed = Number(process.env['EVERBEARER_SEED'] ?? 42)
const rules = rulesMatching(process.env['EVERBEARER_RULES'] ?? '.')

/**
 * Declares a test that no schedule over this store breaks a rule. A real store settles in its own order: the same schedule may run
 * otherwise the next time, so that a failure is not shrunk. `EVERBEARER_STORE_SCHEDULES=10000 EVERBEARER_SEED=7` runs other schedules,
 * and more.
 *
 * @param countInRest - how many schedules run in the rest of the tests, whose time is short; otherwise 500 run
 */
export function checkStore(name: string, createPlace: CreateModelPlace, countInRest = 200): void {
  const schedules = Number(process.env['EVERBEARER_STORE_SCHEDULES'] ?? (isRest ? countInRest : 500))
  test(`no schedule over ${name} breaks a rule`, { timeout: 36_000_000 }, async () => {
    let run = 0
    const property = fc.asyncProperty(anyFleet, anyFleetSteps, async (world, steps) => {
      run++
      await runSchedule(world, steps, rules, createPlace)
    })
    await fc.assert(property, { numRuns: schedules, endOnFailure: true, seed })
    expect(run).toBe(schedules)
  })
}
