/** The middle of a set of numbers, and how far they spread: half of them lie between the quartiles. */
export interface Spread {
  readonly least: number
  readonly lower: number
  readonly median: number
  readonly upper: number
}

/** @throws {RangeError} there is no number */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  return { least: quantile(sorted, 0), lower: quantile(sorted, 0.25), median: quantile(sorted, 0.5), upper: quantile(sorted, 0.75) }
}

/** Between two numbers it interpolates. `sorted` ascends. */
export function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share
  const below = sorted[Math.floor(place)]
  const above = sorted[Math.ceil(place)]
  if (below === undefined || above === undefined) throw new RangeError('no numbers')
  return below + (above - below) * (place - Math.floor(place))
}

/**
 * How much slower one is than the other. The ratio is that of the medians; the quartiles are those of the ratios of
 * rounds that followed each other, and tell how steady it is.
 */
export interface Ratio {
  readonly ratio: number
  readonly lower: number
  readonly upper: number
}

export function ratioOf(times: readonly number[], base: readonly number[]): Ratio {
  const { lower, upper } = spreadOf(times.map((time, round) => time / (base[round] ?? time)))
  return { ratio: spreadOf(times).median / spreadOf(base).median, lower, upper }
}
