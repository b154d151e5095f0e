import type { Coordinator, RefreshReason } from '@everbearer/core'
import { createLatencies, type LatencySummary } from './latency.ts'

/** What happened to one adapter. A plain snapshot. */
export interface Summary {
  /** Requests of callers that came to an end, one way or the other. */
  readonly requests: number
  /** How many requests failed, by what the caller saw. */
  readonly errors: Readonly<Record<string, number>>
  /** Requests that waited for a token, by why it was refreshed. `missing` is the cold start. */
  readonly waits: Readonly<Partial<Record<RefreshReason, number>>>
  readonly replays: number
  /** Refreshes that took an answered token request. */
  readonly tokenCalls: number
  readonly latency: LatencySummary
  readonly bare: LatencySummary
}

/** Counts what happens to one adapter. */
export interface Tally {
  /** @param duration - ms */
  readonly succeeded: (duration: number) => void
  /** @param kind - what the caller saw, in a word or two */
  readonly failed: (kind: string) => void
  /** @param duration - ms */
  readonly bareSucceeded: (duration: number) => void
  readonly summary: () => Summary
}

/** Counts the coordinator's events as well, from now on. */
export function createTally(auth: Coordinator): Tally {
  const latency = createLatencies()
  const bare = createLatencies()
  const errors: Record<string, number> = {}
  const waits: Partial<Record<RefreshReason, number>> = {}
  let requests = 0
  let replays = 0
  let tokenCalls = 0

  const waited = ({ reason, waiters }: { reason: RefreshReason; waiters: number }): void => {
    waits[reason] = (waits[reason] ?? 0) + waiters
  }
  auth.on('refresh', waited)
  auth.on('refresh-failed', waited)
  auth.on('refresh', ({ grant }) => {
    if (grant !== 'store') tokenCalls++
  })
  auth.on('replay', () => {
    replays++
  })

  return {
    succeeded(duration) {
      requests++
      latency.add(duration)
    },
    failed(kind) {
      requests++
      errors[kind] = (errors[kind] ?? 0) + 1
    },
    bareSucceeded: bare.add,
    summary: () => ({
      requests,
      errors: { ...errors },
      waits: { ...waits },
      replays,
      tokenCalls,
      latency: latency.summary(),
      bare: bare.summary(),
    }),
  }
}
