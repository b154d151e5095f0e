/** A span of time, ms. */
export interface TimeSpan {
  readonly from: number
  readonly to: number
}

/** Object that maps times to positions. Long times in which nothing happens are drawn shorter. */
export interface TimeScale extends TimeSpan {
  /** Returns the position of a time, from 0 to `width`. A time outside the chart is drawn at the nearer edge. */
  readonly at: (time: number) => number
  /** The idle times that are drawn much shorter, and so have no ticks. */
  readonly cuts: readonly TimeSpan[]
}

/** A stretch of time. `start` and `drawn` are its start and its length in the drawing, before the drawing is scaled to px. */
interface Stretch extends TimeSpan {
  readonly start: number
  readonly drawn: number
}

/**
 * Idle times are drawn at full length up to a limit, which is a quarter of the total busy time. These values are the minimum and the
 * maximum of that limit, ms.
 */
const [leastIdle, mostIdle] = [200, 2000]

/**
 * Creates the scale of a chart.
 *
 * @param busy - the spans in which something happens, in any order
 * @param now - right edge, ms
 * @param width - width of the chart, px
 */
export function createTimeScale(busy: readonly TimeSpan[], now: number, width: number): TimeScale {
  const merged = mergeSpans(busy)
  const from = Math.min(now, merged[0]?.from ?? now)
  const to = Math.max(now, merged.at(-1)?.to ?? now, from + 1)
  const total = merged.reduce((sum, span) => sum + span.to - span.from, 0)
  const full = Math.min(mostIdle, Math.max(leastIdle, total / 4))

  const stretches: Stretch[] = []
  const cuts: TimeSpan[] = []
  let [start, end] = [0, from]
  const add = (until: number, drawn: number): void => {
    stretches.push({ from: end, to: until, start, drawn })
    start += drawn
    end = until
  }
  for (const span of [...merged, { from: to, to }]) {
    const idle = span.from - end
    if (idle > 2 * full) cuts.push({ from: end, to: span.from })
    if (idle > 0) add(span.from, shortened(idle, full))
    if (span.to > span.from) add(span.to, span.to - span.from)
  }

  return { from, to, cuts, at: (time) => (lengthUntil(stretches, time) / (start || 1)) * width }
}

/** Returns the drawn length of an idle time. A longer idle time always has a longer drawing, so that the chart does not jump over time. */
function shortened(idle: number, full: number): number {
  return idle <= full ? idle : full * (1 + 0.4 * Math.log10(idle / full))
}

function lengthUntil(stretches: readonly Stretch[], time: number): number {
  // A binary search is used, as each frame needs thousands of positions.
  let [low, high] = [0, stretches.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (stretches[middle]!.from <= time) low = middle
    else high = middle - 1
  }
  const stretch = stretches[low]
  if (stretch === undefined) return 0
  const share = (time - stretch.from) / (stretch.to - stretch.from)
  return stretch.start + stretch.drawn * Math.min(1, Math.max(0, share))
}

/** Returns the spans in order. Spans that overlap are joined. */
function mergeSpans(spans: readonly TimeSpan[]): TimeSpan[] {
  const merged: TimeSpan[] = []
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1)
    if (last === undefined || span.from > last.to) merged.push(span)
    else if (span.to > last.to) merged[merged.length - 1] = { from: last.from, to: span.to }
  }
  return merged
}
