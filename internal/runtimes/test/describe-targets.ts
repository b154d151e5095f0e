import { behaviours, reported } from '@everbearer/testing/conformance'
import { type Control, startControl } from '@everbearer/testbed/control'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findBinary } from '../binaries.ts'
import { partOf } from '../part.ts'
import { targets, type RuntimeName } from '../targets.ts'
import { runTarget } from '../run-target.ts'
import { failuresOf } from './failures.ts'
import { missing } from './missing.ts'

/**
 * Declares a test for each target of a runtime, which fails with the behaviours that fail there. The set `rest` has a part of the
 * behaviours for some runtimes; a run of both sets has all.
 */
export function describeTargets(runtime: RuntimeName): void {
  const isPart = process.env['EVERBEARER_TEST_SET'] === 'rest'
  describe(runtime, () => {
    let control: Control
    beforeAll(async () => {
      control = await startControl()
    })
    afterAll(() => control.close())

    it.for(targets.filter((target) => target.runtime === runtime))('$id', async (target, { skip, task }) => {
      if (findBinary(runtime) === undefined) missing(runtime, skip)
      const results = await runTarget(
        target,
        control.url,
        isPart ? { names: partOf(target, targets, behaviours).map(({ name }) => name) } : {},
      )
      task.meta.target = { id: target.id, results: results.map(reported) }
      expect(failuresOf(results)).toBe('')
    })
  })
}
