/** The median of a set of numbers, and the quartiles: half of the numbers lie between them. */
export interface Spread {
  readonly least: number
  readonly lower: number
  readonly median: number
  readonly upper: number
}

/** @throws {RangeError} the list is empty */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  return { least: quantile(sorted, 0), lower: quantile(sorted, 0.25), median: quantile(sorted, 0.5), upper: quantile(sorted, 0.75) }
}

/** Interpolates between two numbers. `sorted` ascends. */
export function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share
  const below = sorted[Math.floor(place)]
  const above = sorted[Math.ceil(place)]
  if (below === undefined || above === undefined) throw new RangeError('no numbers')
  return below + (above - below) * (place - Math.floor(place))
}

/**
 * How much slower one subject is than the other: the ratio of the medians. The quartiles are those of the ratios of
 * neighbouring rounds, and show how steady the ratio is.
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
