import { createLatencies } from '../demo/latency.ts'

/** What came of one client's requests. */
export interface Summary {
  /** Requests that were due. */
  readonly requests: number
  readonly served: number
  /** The other requests by class of error. */
  readonly errors: Readonly<Record<string, number>>
  /** Longest time without a response of the API to a request with a good token, ms. */
  readonly longestGap: number
  /** From the moment that a request was due to its response, ms; undefined if no request was served. */
  readonly p99: number | undefined
}

/** Counts one client's requests. All moments are ms of one clock. */
export interface Tally {
  readonly served: (due: number, now: number) => void
  readonly failed: (errorClass: string) => void
  /** @param requests - how many were due; those that have not ended count as `no response` */
  readonly summary: (requests: number, now: number) => Summary
}

export function createTally(begun: number): Tally {
  const latencies = createLatencies()
  const errors: Record<string, number> = {}
  let served = 0
  let failed = 0
  let lastServed = begun
  let longestGap = 0
  const endGap = (now: number): number => Math.max(longestGap, now - lastServed)
  return {
    served(due, now) {
      served++
      longestGap = endGap(now)
      lastServed = now
      latencies.add(now - due)
    },
    failed(errorClass) {
      failed++
      errors[errorClass] = (errors[errorClass] ?? 0) + 1
    },
    summary(requests, now) {
      const missing = requests - served - failed
      return {
        requests,
        served,
        errors: missing > 0 ? { ...errors, 'no response': missing } : { ...errors },
        longestGap: endGap(now),
        p99: latencies.summary().p99,
      }
    },
  }
}
