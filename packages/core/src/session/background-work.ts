/** The work that goes on when the call that began it has ended. */
export interface BackgroundWork {
  /** Notes work until it ends, and hands it on as it is. */
  track<T>(work: Promise<T>): Promise<T>
  /** Resolves when no noted work is under way. */
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
