import type { Coordinator, RefreshReason } from '@everbearer/core'
import { createLatencies, type LatencySummary } from './latency.ts'

/** Counts of one adapter, as a plain snapshot. */
export interface Summary {
  /** Requests of callers that ended, with or without an error. */
  readonly requests: number
  /** How many requests failed, by the caller's error. */
  readonly errors: Readonly<Record<string, number>>
  /** Requests that waited for a token, by the reason of the refresh. `missing` is the cold start. */
  readonly waits: Readonly<Partial<Record<RefreshReason, number>>>
  readonly replays: number
  /** Refreshes with a token request that brought a token. */
  readonly tokenCalls: number
  readonly latency: LatencySummary
  readonly bare: LatencySummary
}

/** Counts the requests and events of one adapter. */
export interface Tally {
  /** @param duration - ms */
  readonly succeeded: (duration: number) => void
  /** @param kind - what the caller saw, in a word or two */
  readonly failed: (kind: string) => void
  /** @param duration - ms */
  readonly bareSucceeded: (duration: number) => void
  readonly summary: () => Summary
}

/** Counts the coordinator's events too, from now on. */
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
