import { type Options, TimeoutError } from 'ky'

/**
 * Makes for each attempt a signal that aborts at the end of the call's `totalTimeout`; undefined if the call has no `totalTimeout`. ky's
 * time starts once the Request is made, which can't be observed. Ours starts in the next microtask after the init hook. If a later init
 * hook sets `totalTimeout`, our time starts with the first attempt.
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

/** `AbortSignal.timeout`, which React Native 0.86 and older lack. */
function signalAfter(ms: number): AbortSignal {
  if ('timeout' in AbortSignal) return AbortSignal.timeout(ms)
  const controller = new AbortController()
  setTimeout(() => controller.abort(), ms)
  return controller.signal
}

/** Makes ky's `TimeoutError` if `totalTimeout` ends after the first attempt, when ky itself has no timer. */
export function timedOutBy(total: AbortSignal, request: Request): (error: unknown) => never {
  return (error) => {
    throw total.aborted && !request.signal.aborted ? new TimeoutError(request) : error
  }
}
