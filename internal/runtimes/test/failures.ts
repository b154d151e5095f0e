import type { ToldResult } from '../job.ts'

/** What failed in a column, one behaviour after the other; empty where all is well. */
export function failuresOf(results: readonly ToldResult[]): string {
  if (results.length === 0) return 'nothing was run'
  return results
    .filter(({ status }) => status === 'failed')
    .map(({ name, error }) => `${name}: ${error}`)
    .join('\n\n')
}
