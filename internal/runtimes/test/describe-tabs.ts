import { behaviours, reported } from '@everbearer/testing/conformance'
import { type Control, startControl } from '@everbearer/testbed/control'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Engine, type EngineName, launchOrSkip } from '../../browsers/index.ts'
import { partOf } from '../part.ts'
import { runInTab } from '../run-in-tab.ts'
import { runTarget } from '../run-target.ts'
import { type RuntimeName, targets } from '../targets.ts'
import { failuresOf } from './failures.ts'

/** Declares a test for each target of a browser. The set `rest` has a part of the behaviours; a run of both sets has all. */
export function describeTabs(runtime: RuntimeName, engineName: EngineName): void {
  const isPart = process.env['EVERBEARER_TEST_SET'] === 'rest'
  describe(`tabs of ${runtime}`, () => {
    let control: Control
    let engine: Engine | undefined
    beforeAll(async () => {
      control = await startControl()
    })
    afterAll(() => Promise.all([control.close(), engine?.[Symbol.asyncDispose]()]))

    it.for(targets.filter((target) => target.runtime === runtime))('$id', async (target, { skip, task }) => {
      engine ??= await launchOrSkip(engineName, skip)
      const names = (isPart ? partOf(target, targets, behaviours) : behaviours).map(({ name }) => name)
      const results = await runTarget(target, control.url, { names, run: runInTab(engine) })
      task.meta.target = { id: target.id, results: results.map(reported) }
      expect(failuresOf(results)).toBe('')
      expect(results.map(({ name }) => name).toSorted()).toEqual(names.toSorted())
    })
  })
}
