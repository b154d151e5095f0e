import type { FetchOptions } from 'ofetch'

/**
 * Returns a signal that aborts only when the caller aborts. With a `timeout`, ofetch passes fetch a signal that its timer aborts, too. An
 * abort whose reason is no `TimeoutError` comes from the caller.
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
