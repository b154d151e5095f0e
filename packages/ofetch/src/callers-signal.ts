import type { FetchOptions } from 'ofetch'

/**
 * The signal of whoever called. With a `timeout`, the one that ofetch hands to fetch may be its timer's, or both in
 * one: what is left of it without the timer is the caller's.
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
