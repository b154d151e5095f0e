/** A set of the values that were added last. */
export interface RecentSet<Value> {
  readonly add: (value: Value) => void
  readonly has: (value: Value) => boolean
}

/** @param most - maximum number of values that are remembered */
export function createRecentSet<Value>(most: number): RecentSet<Value> {
  const values = new Set<Value>()
  return {
    add(value) {
      values.add(value)
      const [oldest] = values
      if (values.size > most) values.delete(oldest as Value)
    },
    has: (value) => values.has(value),
  }
}
