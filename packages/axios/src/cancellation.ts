import type { InternalAxiosRequestConfig } from 'axios'

/** The two ways in which axios's callers cancel, as one signal; and what to call when it is not needed any more. */
export function cancellationOf({ signal, cancelToken }: InternalAxiosRequestConfig): { signal: AbortSignal | undefined; release: () => void } {
  if (cancelToken === undefined && (signal === undefined || signal instanceof AbortSignal)) return { signal, release: () => {} }
  const controller = new AbortController()
  const abort = (): void => controller.abort()
  const release = (): void => {
    cancelToken?.unsubscribe(abort)
    signal?.removeEventListener?.('abort', abort)
  }
  cancelToken?.subscribe(abort)
  signal?.addEventListener?.('abort', abort)
  return { signal: controller.signal, release }
}
