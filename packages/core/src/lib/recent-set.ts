/** A set that holds a limited number of values. If the set is full, a new value replaces the oldest value. */
export interface RecentSet<Value> {
  readonly add: (value: Value) => void
  readonly has: (value: Value) => boolean
}

/**
 * Creates an empty set that holds a limited number of values.
 *
 * @param most - maximum number of values in the set
 */
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
