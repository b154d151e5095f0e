import type { SerializedResult } from '../job.ts'

/** What failed for a target, one behaviour after the other; empty where all is well. */
export function failuresOf(results: readonly SerializedResult[]): string {
  if (results.length === 0) return 'nothing was run'
  return results
    .filter(({ status }) => status === 'failed')
    .map(({ name, error }) => `${name}: ${error}`)
    .join('\n\n')
}
