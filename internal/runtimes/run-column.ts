import { findBinary } from './binaries.ts'
import { bundle } from './bundle.ts'
import type { Column } from './columns.ts'
import type { Job, ToldResult } from './job.ts'
import { runInProcess } from './run-in-process.ts'
import { runInWorkerd } from './run-in-workerd.ts'

/** How a runtime does a job: each line that the host tells goes to `onLine`. @throws if it ends too early, with what it said */
export type RunJob = (
  place: { readonly program: string; readonly file: string; readonly column: Column },
  job: Job,
  onLine: (line: string) => void,
) => Promise<void>

/** Runs the suite for a column in its runtime. */
export async function runColumn(column: Column, stage: string): Promise<ToldResult[]> {
  const { adapter, limits, runtime } = column
  const program = findBinary(runtime) ?? ''
  const file = await bundle(column)
  const results: ToldResult[] = []
  const run: RunJob = runtime === 'workerd' ? runInWorkerd : runInProcess
  try {
    await run({ program, file, column }, { stage, adapter, limits }, (line) => void results.push(JSON.parse(line) as ToldResult))
  } catch (error) {
    throw new Error(`${column.id} broke off after ${results.length} behaviours, the last being: ${results.at(-1)?.name}`, { cause: error })
  }
  return results
}
