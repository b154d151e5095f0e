import type { FetchOptions } from 'ofetch'

/**
 * Returns the caller's signal. With a `timeout`, ofetch passes its timer's signal to fetch, or a signal that joins timer and caller. An
 * abort that is no `TimeoutError` comes from the caller.
 */
export function callersSignal({ signal, timeout }: FetchOptions): { signal: AbortSignal | undefined; release?: () => void } {
  if (!signal || !timeout) return { signal: signal ?? undefined }
  const controller = new AbortController()
  const pass = (): void => {
    if ((signal.reason as Error | undefined)?.name !== 'TimeoutError') controller.abort(signal.reason)
  }
  signal.addEventListener('abort', pass)
  if (signal.aborted) pass()
  return { signal: controller.signal, release: () => signal.removeEventListener('abort', pass) }
}
