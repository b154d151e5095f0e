import { findBinary } from './binaries.ts'
import { bundle } from './bundle.ts'
import type { Target } from './targets.ts'
import type { SerializedResult } from './job.ts'
import { runInProcess } from './run-in-process.ts'
import { runInWorkerd } from './run-in-workerd.ts'
import type { RunJob } from './run-job.ts'

/** Runs the suite for a target in its runtime. */
export async function runTarget(target: Target, controlUrl: string): Promise<SerializedResult[]> {
  const { adapter, limits, runtime } = target
  const program = findBinary(runtime) ?? ''
  const file = await bundle(target)
  const results: SerializedResult[] = []
  const run: RunJob = runtime === 'workerd' ? runInWorkerd : runInProcess
  try {
    await run({ program, file, target }, { controlUrl, adapter, limits }, (line) => void results.push(JSON.parse(line) as SerializedResult))
  } catch (error) {
    throw new Error(`${target.id} broke off after ${results.length} behaviours, the last being: ${results.at(-1)?.name}`, { cause: error })
  }
  return results
}
