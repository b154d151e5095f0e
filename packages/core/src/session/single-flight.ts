import { abortReason } from '../lib/abort.ts'

/** One piece of work that any number of callers wait for. */
export interface Flight<T> {
  /** How many have waited for it so far, those that left included. */
  readonly waiters: number
  /** Waits for the end. Rejects only when the caller's own signal aborts, which the flight does not feel. */
  join(signal?: AbortSignal | null): Promise<T>
  /** Ends the flight early with a result of its own: waiters get this one, the work is told to stop and what it gives is dropped. */
  settle(result: T): void
}

/**
 * Starts `work` in a microtask and hands its result to all who joined.
 *
 * @param work - owns the signal, which aborts on an early `settle`
 * @param onCrash - makes the result where the work rejects: no waiter is left behind
 */
export function createFlight<T>(work: (signal: AbortSignal) => Promise<T>, onCrash: (error: unknown) => T): Flight<T> {
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
        const onAbort = (): void => {
          pending.delete(deliver)
          reject(abortReason(signal))
        }
        const deliver = (result: T): void => {
          resolve(result)
          signal?.removeEventListener?.('abort', onAbort)
        }
        // Throws where a caller's signal is none: then it is that caller's trouble alone.
        signal?.addEventListener('abort', onAbort, { once: true })
        pending.add(deliver)
      })
    },
    settle(result) {
      land(result)
      controller.abort()
    },
  }
}
