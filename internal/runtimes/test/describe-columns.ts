import { reported } from '@everbearer/testing'
import { type Control, startControl } from '@everbearer/testbed/control'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findBinary } from '../binaries.ts'
import { columns, type RuntimeName } from '../columns.ts'
import { runColumn } from '../run-column.ts'
import { failuresOf } from './failures.ts'
import { missing } from './missing.ts'

/** Declares a test for each column of a runtime, which fails with the behaviours that fail there. */
export function describeColumns(runtime: RuntimeName): void {
  describe(runtime, () => {
    let control: Control
    beforeAll(async () => {
      control = await startControl()
    })
    afterAll(() => control.close())

    it.for(columns.filter((column) => column.runtime === runtime))('$id', async (column, { skip, task }) => {
      if (findBinary(runtime) === undefined) missing(runtime, skip)
      const results = await runColumn(column, control.url)
      task.meta.column = { id: column.id, results: results.map(reported) }
      expect(failuresOf(results)).toBe('')
    })
  })
}
