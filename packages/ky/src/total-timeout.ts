import { type Options, TimeoutError } from 'ky'

/**
 * Gives for each attempt a signal that aborts when the call's `totalTimeout` is over; undefined where the call has none. ky's clock
 * starts once the Request is made. Ours starts when the caller is done, which is the next thing that can be seen. If a later init hook
 * sets the time, our clock starts with the first attempt.
 */
export function createTotalTimeout(options: Options): () => AbortSignal | undefined {
  let begun: number | undefined
  if (typeof options.totalTimeout === 'number') {
    queueMicrotask(() => {
      begun = performance.now()
    })
  }
  return () => {
    const { totalTimeout } = options
    if (typeof totalTimeout !== 'number') return undefined
    const now = performance.now()
    begun ??= now
    return AbortSignal.timeout(Math.max(0, Math.ceil(begun + totalTimeout - now)) || 0)
  }
}

/** The time for a call as a whole has no timer of ky's in what comes after the first attempt. */
export function timedOutBy(total: AbortSignal, request: Request): (error: unknown) => never {
  return (error) => {
    throw total.aborted && !request.signal.aborted ? new TimeoutError(request) : error
  }
}
