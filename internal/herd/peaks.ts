/**
 * Returns the most moments within any window of `width` that begins from `from` up to `to`. A window that holds the most can begin at one of
 * its moments, so these beginnings are enough.
 *
 * @param moments - in ascending order, ms
 */
export function peakOf(moments: readonly number[], width: number, from = -Infinity, to = Infinity): number {
  let peak = 0
  let end = 0
  for (const [begin, moment] of moments.entries()) {
    if (moment >= to) break
    while (end < moments.length && moments[end]! < moment + width) end++
    if (moment >= from) peak = Math.max(peak, end - begin)
  }
  return peak
}

/** What the token requests of a herd would be if they came evenly. */
export interface Evenness {
  readonly processes: number
  /** Mean time between two token requests of a process, ms. */
  readonly period: number
  /** Width of the windows, ms. */
  readonly width: number
}

/** The peak of each period from the start on, divided by the mean that the period gives. */
export function peakRatios(moments: readonly number[], { processes, period, width }: Evenness, periods: number): number[] {
  const mean = (processes * width) / period
  return Array.from({ length: periods }, (_, i) => peakOf(moments, width, i * period, (i + 1) * period) / mean)
}

/** The first period from which on no ratio is above `most`; undefined: the last ratio is above. */
export function steadyFrom(ratios: readonly number[], most: number): number | undefined {
  const next = ratios.findLastIndex((ratio) => ratio > most) + 1
  return next < ratios.length ? next : undefined
}
