import { type Options, TimeoutError } from 'ky'

/**
 * Returns a function that makes a signal for each attempt. The signal aborts at the end of the call's `totalTimeout`; undefined: the call
 * has no `totalTimeout`. ky's time starts when the Request is made, which can't be observed. The time of these signals starts in the next
 * microtask after Everbearer's init hook. If a later init hook sets `totalTimeout`, the time starts with the first attempt.
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
    return signalAfter(Math.max(0, Math.ceil(begun + totalTimeout - now)) || 0)
  }
}

/** Works like `AbortSignal.timeout`, which is missing in React Native 0.86 and older. */
function signalAfter(ms: number): AbortSignal {
  if ('timeout' in AbortSignal) return AbortSignal.timeout(ms)
  const controller = new AbortController()
  setTimeout(() => controller.abort(), ms)
  return controller.signal
}

/** Returns a function that throws ky's `TimeoutError` if the time of `totalTimeout` is over, and otherwise the given error. */
export function timedOutBy(total: AbortSignal, request: Request): (error: unknown) => never {
  return (error) => {
    throw total.aborted && !request.signal.aborted ? new TimeoutError(request) : error
  }
}
