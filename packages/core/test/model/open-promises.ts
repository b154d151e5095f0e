/** The promises that were given to callers and have not settled. */
export interface OpenPromises {
  /** Counts a promise until it settles; a rejection is an answer like any other. */
  track(promise: Promise<unknown>): void
  count(): number
}

export function createOpenPromises(): OpenPromises {
  const open = new Set<Promise<unknown>>()
  return {
    track(promise) {
      const settled: Promise<unknown> = promise.catch(() => {}).then(() => open.delete(settled))
      open.add(settled)
    },
    count: () => open.size,
  }
}
