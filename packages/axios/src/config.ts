import type { InternalAxiosRequestConfig } from 'axios'

export type Config = InternalAxiosRequestConfig

/** As axios itself puts base and URL (a string by its types, but a URL works, too) together, without the query. */
export function urlOf({ url = '', baseURL, allowAbsoluteUrls }: Config): string {
  const path = `${url as string | URL}`
  if (!baseURL || (allowAbsoluteUrls !== false && /^([a-z][a-z\d+\-.]*:)?\/\//i.test(path))) return path
  return path ? `${baseURL.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}` : baseURL
}

/** The two ways in which axios's callers cancel, as one signal; and what to call when it is not needed any more. */
export function signalOf(config: Config): { signal: AbortSignal | undefined; release?: () => void } {
  const signal = config.signal as AbortSignal | undefined
  const cancelled: (AbortSignal & { unsubscribe?: () => void }) | undefined = config.cancelToken?.toAbortSignal()
  if (cancelled === undefined) return { signal }
  return { signal: signal ? AbortSignal.any([signal, cancelled]) : cancelled, release: () => cancelled.unsubscribe?.() }
}

/** axios's http and xhr adapters note on a request where its redirects led. So does its fetch adapter, with this. */
export const notingFetch: NonNullable<NonNullable<Config['env']>['fetch']> = async (input, init) => {
  const response = await globalThis.fetch(input, init)
  if (typeof input === 'object') Object.defineProperty(input, 'responseURL', { value: response.url })
  return response
}
