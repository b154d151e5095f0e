/**
 * Returns the reason of an aborted signal. Returns an `AbortError` if there is no signal, or if the signal has no reason, as in React
 * Native 0.86 and older.
 */
export function abortReason(signal: AbortSignal | null | undefined): Error {
  const reason = signal?.reason as Error | undefined
  if (reason !== undefined) return reason
  const message = 'This operation was aborted'
  // React Native has no DOMException.
  return globalThis.DOMException ? new DOMException(message, 'AbortError') : Object.assign(new Error(message), { name: 'AbortError' })
}

export function throwIfAborted(signal: AbortSignal | null | undefined): void {
  if (signal?.aborted) throw abortReason(signal)
}

/** Aborts with a reason. Adds the reason to the signal if the platform does not, as in React Native 0.86 and older. */
export function abortWith(controller: AbortController, reason: unknown): void {
  const { signal } = controller
  if (!('reason' in signal)) Object.defineProperty(signal, 'reason', { value: reason })
  controller.abort(reason)
}

/**
 * Returns a signal that aborts as soon as one of the signals aborts, with the reason of that signal. This is `AbortSignal.any`, which React
 * Native 0.86 and older lack. In React Native, each signal keeps a listener until one of the signals aborts. So a caller with a long-lived
 * signal adds a second signal, and aborts the second signal at the end.
 *
 * @example
 * ```ts
 * import { anySignal } from '@everbearer/core/adapter'
 *
 * declare const ofTheCaller: AbortSignal
 * const end = new AbortController()
 * const signal = anySignal([ofTheCaller, end.signal])
 * ```
 * @experimental
 */
export function anySignal(signals: AbortSignal[]): AbortSignal {
  if ('any' in AbortSignal) return AbortSignal.any(signals)
  const controller = new AbortController()
  const follow = (): void => {
    abortWith(controller, abortReason(signals.find(({ aborted }) => aborted)))
    for (const signal of signals) signal.removeEventListener('abort', follow)
  }
  for (const signal of signals) signal.addEventListener('abort', follow)
  if (signals.some(({ aborted }) => aborted)) follow()
  return controller.signal
}
