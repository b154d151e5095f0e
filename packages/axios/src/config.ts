import type { Authorization } from '@everbearer/core'
import { AxiosHeaders, type InternalAxiosRequestConfig } from 'axios'

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

/** Puts a token into the config for one attempt: a copy would cost more than all the rest. Returns what takes it out. */
export function lendToken(config: Config, { header, value, redirect }: Authorization): () => void {
  const { headers, env, beforeRedirect, fetchOptions, maxRedirects } = config
  const sent = Object.assign(new AxiosHeaders(), headers)
  sent[header] = value
  config.headers = sent
  config.env = { fetch: notingFetch, ...env }
  // Node's adapter takes a subdomain for the same host; older ones strip no more than that.
  config.beforeRedirect = (options: { href?: string; headers?: object }, ...details) => {
    if (URL.parse(options.href!)?.origin !== URL.parse(urlOf(config))?.origin) Reflect.deleteProperty(options.headers!, header)
    beforeRedirect?.(options, ...details)
  }
  if (redirect === 'error') Object.assign(config, { fetchOptions: { ...fetchOptions, redirect }, maxRedirects: 0 })
  return () => void Object.assign(config, redirect === 'follow' ? { headers, env, beforeRedirect } : { headers, env, beforeRedirect, fetchOptions, maxRedirects })
}

/** axios's http and xhr adapters note on a request where its redirects led. So does its fetch adapter, with this. */
const notingFetch: NonNullable<NonNullable<Config['env']>['fetch']> = async (input, init) => {
  const response = await globalThis.fetch(input, init)
  if (typeof input === 'object') Object.defineProperty(input, 'responseURL', { value: response.url })
  return response
}
