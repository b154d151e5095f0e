import { anySignal } from '@everbearer/core/adapter'
import type { InternalAxiosRequestConfig } from 'axios'
import type { Input } from './input.ts'

export type Config = InternalAxiosRequestConfig

/** Joins base URL and URL as axios does, but without adding `params` as a query. */
export function urlOf({ url = '', baseURL, allowAbsoluteUrls }: Pick<Input, 'url' | 'baseURL' | 'allowAbsoluteUrls'>): string {
  if (!baseURL || (allowAbsoluteUrls !== false && /^([a-z][a-z\d+\-.]*:)?\/\//i.test(url))) return url
  return url ? `${baseURL.replace(/\/+$/, '')}/${url.replace(/^\/+/, '')}` : baseURL
}

/** Joins axios's two ways to cancel, `signal` and `cancelToken`, in one signal. Call `release` when the signal is no longer needed. */
export function signalOf(config: Config): { signal: AbortSignal | undefined; release?: () => void } {
  const signal = config.signal as AbortSignal | undefined
  const cancelled: (AbortSignal & { unsubscribe?: () => void }) | undefined = config.cancelToken?.toAbortSignal()
  if (cancelled === undefined) return { signal }
  const end = new AbortController()
  return {
    signal: signal === undefined ? cancelled : anySignal([cancelled, signal, end.signal]),
    release() {
      cancelled.unsubscribe?.()
      end.abort()
    },
  }
}

export function eitherOf(signal: AbortSignal, other: AbortSignal | undefined): AbortSignal {
  return other === undefined ? signal : anySignal([signal, other])
}
