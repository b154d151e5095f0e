/** Maximum number of rows for bars of one kind, such as sessions. If more bars overlap, the further bars share the last row. */
const mostLevels = 3

/**
 * Returns a row number, from 0, for each span of time. Spans that overlap are in different rows, up to `mostLevels` rows.
 *
 * @param now - end of the spans without `to`
 */
export function levelsOf(spans: readonly { readonly from: number; readonly to?: number }[], now: number): number[] {
  const levels = spans.map(() => 0)
  const ends: number[] = []
  const order = spans.map((_, index) => index).toSorted((a, b) => spans[a]!.from - spans[b]!.from)
  for (const index of order) {
    const { from, to = now } = spans[index]!
    const free = ends.findIndex((end) => end <= from)
    const level = free >= 0 ? free : Math.min(ends.length, mostLevels - 1)
    ends[level] = Math.max(to, free >= 0 ? 0 : (ends[level] ?? 0))
    levels[index] = level
  }
  return levels
}
