import { createHistogram } from 'node:perf_hooks'

/** Durations of requests, kept in constant space with three significant digits. */
export interface Latencies {
  /** @param duration - ms */
  readonly add: (duration: number) => void
  readonly summary: () => LatencySummary
}

export interface LatencySummary {
  readonly count: number
  /** ms; undefined where nothing was measured. */
  readonly p50: number | undefined
  /** ms; undefined where nothing was measured. */
  readonly p99: number | undefined
}

export function createLatencies(): Latencies {
  // The histogram holds whole numbers from 1 on: µs.
  const histogram = createHistogram({ figures: 3 })
  return {
    add(duration) {
      histogram.record(Math.max(1, Math.round(duration * 1000)))
    },
    summary() {
      const { count } = histogram
      const percentile = (share: number): number | undefined => (count === 0 ? undefined : histogram.percentile(share) / 1000)
      return { count, p50: percentile(50), p99: percentile(99) }
    },
  }
}
