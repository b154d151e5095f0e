import type { FetchOptions } from 'ofetch'

/**
 * Returns the caller's signal. With a `timeout`, the signal that ofetch passes to fetch may be its timer's signal, or both in one. An abort
 * that is no `TimeoutError` comes from the caller.
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
