import { abortReason, abortWith } from './abort.ts'
import type { Clock } from './clock.ts'

/** If a timer fires more than this many ms after its due time, the process was stopped or the page was frozen. */
const stopTime = 100

/**
 * Runs `call` with a signal that aborts after `ms` or when `outer` aborts. The returned promise then rejects at once, even if `call`
 * ignores the signal. If the process was stopped meanwhile, the time begins again once, because the result may have come during the stop.
 * For authors of token sources.
 *
 * @example
 * ```ts
 * import { systemClock, withinTime } from '@everbearer/core/adapter'
 *
 * export const read = (url: string): Promise<Response> =>
 *   withinTime((signal) => fetch(url, { signal }), 5_000, systemClock, () => new Error('No response within 5 s.'))
 * ```
 * @experimental
 * @param expired - makes the error for the end of the time
 * @throws what `call` threw, the result of `expired`, or the reason of `outer`
 */
export async function withinTime<T>(
  call: (signal: AbortSignal) => T | PromiseLike<T>,
  ms: number,
  clock: Clock,
  expired: () => Error,
  outer?: AbortSignal,
): Promise<T> {
  const controller = new AbortController()
  const { signal } = controller
  let fail: ((reason: Error) => void) | undefined
  const stop = (reason: unknown): void => {
    abortWith(controller, reason)
    fail?.(abortReason(signal))
  }
  const abort = (): void => stop(outer?.reason)
  outer?.addEventListener('abort', abort, { once: true })
  const latest = clock.monotonic() + ms + stopTime
  let timer = clock.setTimeout(() => {
    if (clock.monotonic() <= latest) stop(expired())
    else timer = clock.setTimeout(() => stop(expired()), ms)
  }, ms)
  try {
    return await new Promise<T>((resolve, reject) => {
      fail = reject
      if (outer?.aborted) abort()
      else Promise.resolve(signal).then(call).then(resolve, reject)
    })
  } finally {
    outer?.removeEventListener('abort', abort)
    clock.clearTimeout(timer)
  }
}
