/** A map with a maximum number of entries. It removes its oldest entries, so that a long benchmark needs little memory. */
export interface RecentMap<Value> {
  readonly get: (key: string) => Value | undefined
  readonly has: (key: string) => boolean
  readonly set: (key: string, value: Value) => void
}

export function createRecentMap<Value>(limit: number): RecentMap<Value> {
  const entries = new Map<string, Value>()
  return {
    get: (key) => entries.get(key),
    has: (key) => entries.has(key),
    set(key, value) {
      entries.set(key, value)
      if (entries.size > limit) entries.delete(entries.keys().next().value ?? key)
    },
  }
}
