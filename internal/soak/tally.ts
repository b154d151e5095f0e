import { createLatencies } from '../../demo/latency.ts'

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
  readonly sent: () => void
  readonly served: (due: number, now: number) => void
  readonly failed: (errorClass: string) => void
  /** @param requests - how many were due; those that have not ended count as `no response`, or as `not sent` */
  readonly summary: (requests: number, now: number) => Summary
}

export function createTally(begun: number): Tally {
  const latencies = createLatencies()
  const errors: Record<string, number> = {}
  let sent = 0
  let served = 0
  let failed = 0
  let lastServed = begun
  let longestGap = 0
  const endGap = (now: number): number => Math.max(longestGap, now - lastServed)
  return {
    sent: () => void sent++,
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
      const missing = Object.entries({ 'no response': sent - served - failed, 'not sent': requests - sent }).filter(
        ([, count]) => count > 0,
      )
      return {
        requests,
        served,
        errors: { ...errors, ...Object.fromEntries(missing) },
        longestGap: endGap(now),
        p99: latencies.summary().p99,
      }
    },
  }
}
