import type { Job, SerializedResult } from '../job.ts'

/** The job that this process was started with. */
export function jobArgument(): Job {
  return JSON.parse(process.argv[2] ?? '') as Job
}

/** Results go to standard output, one a line. */
export function writeLine(result: SerializedResult): void {
  process.stdout.write(`${JSON.stringify(result)}\n`)
}
