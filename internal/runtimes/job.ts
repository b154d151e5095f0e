import type { Platform, Result, RunOptions, Subject } from '@everbearer/testing/conformance'
import { behaviours, runBehaviours, withLimits } from '@everbearer/testing/conformance'
import { describeError } from './describe-error.ts'

export type AxiosAdapterName = 'http' | 'xhr' | 'fetch'

/** Each client's module has it. */
export type CreateSubject = (adapter?: AxiosAdapterName) => Subject

/** What a runtime is told to do, as JSON. */
export interface Job {
  /** URL of the testbeds' control server. */
  readonly controlUrl: string
  readonly adapter?: AxiosAdapterName | undefined
  /** By need or by name, with the reason; beside those of the client itself. */
  readonly limits: Readonly<Record<string, string>>
  readonly testbed?: RunOptions['testbed']
  /** Names of the behaviours to run. Default: all */
  readonly names?: readonly string[] | undefined
}

/** A result that can be sent: its error is text. */
export interface SerializedResult extends Omit<Result, 'error'> {
  readonly error?: string
}

/** How many behaviours run at once: more than there are cores, as most of them wait most of the time. */
const concurrency = 8
/** ms. A busy machine needs more than one that has nothing else to do. */
const patience = 120_000

/** Runs the suite in this runtime, and tells of each behaviour as soon as it is done. */
export async function runJob(
  job: Job,
  createSubject: CreateSubject,
  platform: Platform | undefined,
  tell: (result: SerializedResult) => void,
): Promise<void> {
  const subject = withLimits(createSubject(job.adapter), job.limits)
  const reported = new Set<Result>()
  const onResult = (result: Result): void => {
    reported.add(result)
    const { error, ...rest } = result
    tell(result.status === 'failed' ? { ...rest, error: describeError(error) } : rest)
  }
  const { controlUrl, testbed, names } = job
  const chosen = names === undefined ? behaviours : behaviours.filter(({ name }) => names.includes(name))
  const options = { behaviours: chosen, platform, testbed, concurrency, patience, onResult }
  const results = await runBehaviours(subject, controlUrl, options)
  // A suite that refuses to run says so as the only result.
  for (const result of results) if (!reported.has(result)) onResult(result)
}
