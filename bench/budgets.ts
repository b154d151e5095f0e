import type { OverheadRow } from './suites/overhead.ts'

/**
 * What the tests allow, beside the bare client. Ratios compare the quickest of many short rounds in one process. They have room
 * for a busy machine: they catch a clone or a slow copy, not a nanosecond. Bytes are steady under any load, and catch the rest:
 * each await, closure and copy allocates.
 */
export interface Budget extends Pick<OverheadRow, 'client' | 'method'> {
  readonly ratio: number
  /** More bytes per request than the bare client allocates. */
  readonly bytes: number
}

export const budgets: readonly Budget[] = [
  { client: 'fetch', method: 'GET', ratio: 1.2, bytes: 1_000 },
  { client: 'fetch', method: 'POST', ratio: 1.2, bytes: 1_200 },
  // axios reads its config when it sends. The adapter keeps the config of the call, and restores it for each attempt.
  { client: 'axios', method: 'GET', ratio: 1.25, bytes: 2_000 },
  { client: 'axios', method: 'POST', ratio: 1.25, bytes: 2_000 },
  { client: 'ky', method: 'GET', ratio: 1.2, bytes: 3_200 },
  { client: 'ky', method: 'POST', ratio: 1.2, bytes: 3_600 },
  { client: 'ofetch', method: 'GET', ratio: 1.25, bytes: 2_000 },
  { client: 'ofetch', method: 'POST', ratio: 1.25, bytes: 2_800 },
]

/** Bytes that one authorization may allocate. The number that the clock gives has 16. */
export const authorizeBytes = 20
