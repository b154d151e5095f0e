import { createSubject } from '#client'
import { describeError } from '../describe-error.ts'
import { type Job, runJob } from '../job.ts'

const lines: string[] = []

function startJob(job: Job): void {
  runJob(job, createSubject, undefined, (result) => lines.push(JSON.stringify(result))).then(
    () => lines.push('done'),
    (error: unknown) => lines.push(`broken off: ${describeError(error)}`),
  )
}

// For the process that drives the tab.
Object.assign(globalThis, { startJob, takeLines: () => lines.splice(0) })
