/** Work that continues after the call that started it has ended. */
export interface BackgroundWork {
  /** Tracks work until it ends, and returns the same promise. */
  track<T>(work: Promise<T>): Promise<T>
  /** Resolves when no tracked work is in progress. */
  idle(): Promise<void>
}

export function createBackgroundWork(): BackgroundWork {
  const running = new Set<Promise<unknown>>()
  return {
    track(work) {
      const tracked: Promise<unknown> = work.catch(() => {}).then(() => running.delete(tracked))
      running.add(tracked)
      return work
    },
    async idle() {
      while (running.size > 0) await Promise.all(running)
    },
  }
}
