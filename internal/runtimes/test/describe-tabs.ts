import { behaviours, reported } from '@everbearer/testing/conformance'
import { type Control, startControl } from '@everbearer/testbed/control'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Engine, type EngineName, launchOrSkip, silence } from '../../browsers/index.ts'
import { partOf } from '../part.ts'
import type { RunJob } from '../run-job.ts'
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

    // A driver that hangs says nothing of a behaviour. It is started again, once.
    const retry = { count: 1, condition: new RegExp(silence) }
    it.for(targets.filter((target) => target.runtime === runtime))('$id', { retry }, async (target, { skip, task }) => {
      const { run, end } = await start(skip)
      const names = (isPart ? partOf(target, targets, behaviours) : behaviours).map(({ name }) => name)
      const results = await runTarget(target, control.url, { names, run }).catch(async (error) => {
        await end()
        throw error
      })
      task.meta.target = { id: target.id, results: results.map(reported) }
      expect(failuresOf(results)).toBe('')
      expect(results.map(({ name }) => name).toSorted()).toEqual(names.toSorted())
    })

    async function start(skip: (note: string) => never): Promise<{ readonly run: RunJob; readonly end: () => Promise<void> }> {
      const running = (engine ??= await launchOrSkip(engineName, skip))
      return {
        run: runInTab(running),
        async end() {
          engine = undefined
          try {
            await running[Symbol.asyncDispose]()
          } catch {
            // The driver that hangs does not respond to its end either.
          }
        },
      }
    }
  })
}
