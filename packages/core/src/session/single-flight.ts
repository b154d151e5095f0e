import { abortReason } from '../lib/abort.ts'

/** An operation that any number of callers can wait for. */
export interface Flight<T> {
  /** Number of callers that have waited so far, including callers that left. */
  readonly waiters: number
  /** Waits for the result. Rejects only if the caller's own signal aborts, which does not affect the flight. */
  join(signal?: AbortSignal | null): Promise<T>
  /**
   * Ends the flight early with another result, which the waiters get. The signal of the work aborts, and the result of the work is dropped.
   */
  settle(result: T): void
}

/** The functions that `createFlight` gets from its caller. A flight is an operation that any number of callers can wait for. */
export interface FlightHooks<T> {
  /** Returns the result of the flight if the work rejects, so that no caller waits forever. */
  readonly onCrash: (error: unknown) => T
  /** Called when a caller begins to wait, before `join` returns. */
  readonly onJoin?: () => void
  /** Called when `settle` ends the flight. */
  readonly onSettle?: () => void
}

/**
 * Starts `work` in a microtask, and gives its result to all callers.
 *
 * @param work - receives a signal that aborts on an early `settle`
 */
export function createFlight<T>(work: (signal: AbortSignal) => Promise<T>, { onCrash, onJoin, onSettle }: FlightHooks<T>): Flight<T> {
  const controller = new AbortController()
  const pending = new Set<(result: T) => void>()
  let waiters = 0
  let landed: { readonly result: T } | undefined

  const land = (result: T): void => {
    if (landed !== undefined) return
    landed = { result }
    for (const deliver of pending) deliver(result)
    pending.clear()
  }

  queueMicrotask(() => {
    if (landed === undefined) void work(controller.signal).then(land, (error: unknown) => land(onCrash(error)))
  })

  return {
    get waiters() {
      return waiters
    },
    join(signal) {
      if (landed !== undefined) return Promise.resolve(landed.result)
      return new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(abortReason(signal))
          return
        }
        waiters++
        onJoin?.()
        const onAbort = (): void => {
          pending.delete(deliver)
          reject(abortReason(signal))
        }
        const deliver = (result: T): void => {
          resolve(result)
          signal?.removeEventListener?.('abort', onAbort)
        }
        // Throws if the caller's signal is not an AbortSignal. This affects only that caller.
        signal?.addEventListener('abort', onAbort, { once: true })
        pending.add(deliver)
      })
    },
    settle(result) {
      if (landed === undefined) onSettle?.()
      land(result)
      controller.abort()
    },
  }
}
