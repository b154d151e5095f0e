import type { OverheadRow } from './suites/overhead.ts'

/**
 * What CI holds. Ratios are those of the quickest of many short rounds in one process, with room for a machine that
 * does other things meanwhile: they catch a clone or a slow copy, not a nanosecond. Bytes are steady under any load,
 * and catch the rest: each await, closure and copy allocates.
 */
export interface Budget extends Pick<OverheadRow, 'client' | 'method'> {
  /** To the bare client; for ky, to its hooks that do nothing. */
  readonly ratio: number
  /** More bytes per request than those allocate. */
  readonly bytes: number
}

export const budgets: readonly Budget[] = [
  { client: 'fetch', method: 'GET', ratio: 1.3, bytes: 2_300 },
  { client: 'fetch', method: 'POST', ratio: 1.3, bytes: 2_500 },
  { client: 'axios', method: 'GET', ratio: 1.35, bytes: 3_500 },
  { client: 'axios', method: 'POST', ratio: 1.35, bytes: 3_500 },
  { client: 'ky', method: 'GET', ratio: 1.2, bytes: 1_200 },
  { client: 'ky', method: 'POST', ratio: 1.2, bytes: 2_000 },
  { client: 'ofetch', method: 'GET', ratio: 1.35, bytes: 3_900 },
  { client: 'ofetch', method: 'POST', ratio: 1.35, bytes: 4_300 },
]

/** Bytes that one authorization may allocate: the number that the clock gives is one, of 16 bytes. */
export const authorizeBytes = 20
