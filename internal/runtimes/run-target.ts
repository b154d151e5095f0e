import { findBinary } from './binaries.ts'
import { bundle } from './bundle.ts'
import type { Target } from './targets.ts'
import type { SerializedResult } from './job.ts'
import { runInProcess } from './run-in-process.ts'
import { runInWorkerd } from './run-in-workerd.ts'
import type { RunJob } from './run-job.ts'

export interface TargetOptions {
  /** Names of the behaviours to run. Default: all */
  readonly names?: readonly string[]
  /** Default: a process of the runtime */
  readonly run?: RunJob
}

/** Runs the suite for a target in its runtime. */
export async function runTarget(target: Target, controlUrl: string, options: TargetOptions = {}): Promise<SerializedResult[]> {
  const { adapter, limits, runtime, challenge } = target
  const { names, run = runtime === 'workerd' ? runInWorkerd : runInProcess } = options
  const testbed = challenge && { cors: { exposeChallenge: challenge === 'exposed' } }
  const program = findBinary(runtime) ?? ''
  const file = await bundle(target)
  const results: SerializedResult[] = []
  const job = { controlUrl, adapter, limits, names, testbed }
  try {
    await run({ program, file, target }, job, (line) => void results.push(JSON.parse(line) as SerializedResult))
  } catch (error) {
    throw new Error(`${target.id} broke off after ${results.length} behaviours, the last being: ${results.at(-1)?.name}`, { cause: error })
  }
  return results
}
