/** A queue for the refreshes of one login: only one refresh runs at a time. */
export interface Turns {
  /**
   * Waits until all earlier turns have ended. Then the caller has the turn.
   *
   * @returns a function that ends the turn; undefined: `signal` aborted first
   */
  next(signal: AbortSignal): Promise<(() => void) | undefined>
}

export function createTurns(): Turns {
  let last: Promise<void> = Promise.resolve()
  return {
    async next(signal) {
      const before = last
      const turn = new AbortController()
      const leave = (): void => turn.abort()
      last = before.then(() => untilAborted(turn.signal))
      await Promise.race([before, untilAborted(signal)])
      if (!signal.aborted) return leave
      leave()
      return undefined
    },
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
