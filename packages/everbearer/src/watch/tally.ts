import type { Coordinator } from '@everbearer/core'

/** Object that counts the requests of `everbearer watch` and their results. */
export interface Tally {
  readonly succeeded: (duration: number) => void
  /** @param kind - kind of the failure, such as `status 500` */
  readonly failed: (kind: string) => void
  /** Returns all counts as one line of text, for the display during the run. */
  readonly line: () => string
  /** Returns the lines for the end of the run. */
  readonly summary: () => readonly string[]
  readonly failures: () => number
}

/** Maximum number of durations to keep, the latest ones. The percentiles at the end of the run come from these durations. */
const mostDurations = 100_000

/** Creates the object that counts requests. The object also counts events of the coordinator: refreshes, replays and waits. */
export function createTally(auth: Pick<Coordinator, 'on'>): Tally {
  const durations: number[] = []
  const kinds = new Map<string, number>()
  let requests = 0
  let refreshes = 0
  let replays = 0
  let waits = 0
  auth.on('refresh', () => void refreshes++)
  auth.on('replay', () => void replays++)
  auth.on('waited', () => void waits++)
  const failures = (): number => [...kinds.values()].reduce((sum, count) => sum + count, 0)
  const line = (): string =>
    `${requests} requests, ${failures()} failed, ${refreshes} refreshes, ${replays} replays, ${waits} waited for a token`
  return {
    succeeded(duration) {
      requests++
      if (durations.push(duration) > mostDurations) durations.shift()
    },
    failed(kind) {
      requests++
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
    },
    line,
    summary() {
      const sorted = durations.toSorted((one, other) => one - other)
      const at = (share: number): string => (sorted[Math.ceil(sorted.length * share) - 1] ?? NaN).toFixed(1)
      const times = sorted.length === 0 ? [] : [`half within ${at(0.5)} ms, 99 % within ${at(0.99)} ms`]
      return [line(), ...times, ...Array.from(kinds, ([kind, count]) => `${count} × ${kind}`)]
    },
    failures,
  }
}
