import { startControl, type Control } from '@everbearer/testbed/control'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findBinary } from '../binaries.ts'
import { columns, type RuntimeName } from '../columns.ts'
import type { ToldResult } from '../job.ts'
import { runColumn } from '../run-column.ts'

/** Declares a test for each column of a runtime, which fails with the behaviours that fail there. */
export function describeColumns(runtime: RuntimeName): void {
  describe(runtime, () => {
    let control: Control
    beforeAll(async () => {
      control = await startControl()
    })
    afterAll(() => control.close())

    it.for(columns.filter((column) => column.runtime === runtime))('$id', async (column, { skip }) => {
      const missing = `${runtime} is not on this machine; \`npm run runtimes\` gets it`
      if (findBinary(runtime) === undefined) {
        if (process.env['CI']) throw new Error(missing)
        skip(missing)
      }
      const results = await runColumn(column, control.url)
      expect(failuresOf(results).join('\n\n')).toBe('')
      expect(results).not.toEqual([])
    })
  })
}

function failuresOf(results: readonly ToldResult[]): string[] {
  return results.filter(({ status }) => status === 'failed').map(({ name, error }) => `${name}: ${error}`)
}
