import type { Job } from './job.ts'
import type { Target } from './targets.ts'

/** How a runtime does a job: each line that the host tells goes to `onLine`. @throws if it ends too early, with what it said */
export type RunJob = (
  place: { readonly program: string; readonly file: string; readonly target: Target },
  job: Job,
  onLine: (line: string) => void,
) => Promise<void>
