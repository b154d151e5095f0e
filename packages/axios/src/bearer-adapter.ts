import type { Authorization, Coordinator } from '@everbearer/core'
import { type AxiosAdapter, AxiosHeaders, type AxiosResponse, CanceledError, getAdapter, type InternalAxiosRequestConfig, isAxiosError } from 'axios'
import { createUrlSpy } from './final-url.ts'
import { copyUnread, isStream } from './stream.ts'

type Config = InternalAxiosRequestConfig
type Adapter = Config['adapter']

/** Gives a function that wraps adapters: what it wraps sends single attempts, each with a token. */
export function createBearerAdapter(auth: Coordinator): (adapter: Adapter) => AxiosAdapter {
  const spy = createUrlSpy()
  const originals = new WeakMap<object, Adapter>()
  return (given) => {
    // A config that comes round again, as in axios-retry, brings our own wrapper along.
    const adapter = typeof given === 'function' && originals.has(given) ? originals.get(given) : given
    const wrapper: AxiosAdapter = (config) => send(config, adapter)
    originals.set(wrapper, adapter)
    return wrapper
  }

  async function send(config: Config, adapter: Adapter): Promise<AxiosResponse> {
    const signal = (config.cancelToken?.toAbortSignal() ?? config.signal) as AbortSignal | undefined
    const requestUrl = urlOf(config)
    const ownCredentials = config.auth !== undefined || config.headers.has(auth.header)
    try {
      const pending = auth.authorize(requestUrl, { bearer: config.bearer, signal }, ownCredentials)
      let authorization = pending instanceof Promise ? await pending : pending
      if (authorization === undefined) return await getAdapter(adapter, config)(config)
      for (;;) {
        const { response, error } = await attempt(config, adapter, authorization)
        authorization = response && response.status >= 400 ? await auth.recover(authorization, {
          status: response.status,
          challenge: AxiosHeaders.from(response.headers as AxiosHeaders).get('www-authenticate')?.toString(),
          url: spy.finalUrl(response),
          requestUrl,
          replayable: !isStream(config.data),
          unread: () => copyUnread(response),
          signal,
        }) : undefined
        if (authorization !== undefined) continue
        if (response === undefined || error !== undefined) throw error
        return response
      }
    } catch (error) {
      config.cancelToken?.throwIfRequested()
      throw signal?.aborted && !isAxiosError(error) ? new CanceledError(undefined, config) : error
    }
  }

  /** One attempt of the real adapter. Adapters write into the config that they get: this one gets a copy. */
  async function attempt(config: Config, adapter: Adapter, { header, value }: Authorization): Promise<{ response: AxiosResponse | undefined; error?: unknown }> {
    const sent = { ...config, headers: new AxiosHeaders(config.headers).set(header, value), env: spy.watch(config.env) }
    try {
      return { response: restore(await getAdapter(adapter, sent)(sent), config) }
    } catch (error) {
      if (!isAxiosError(error)) throw error
      return { error: restore(error, config), response: error.response && restore(error.response, config) }
    }
  }
}

/** Puts the caller's config back in the place of ours, and keeps the request as sent, with the token in it, out of logs. */
function restore<T extends { config?: unknown; request?: unknown }>(result: T, config: Config): T {
  return Object.defineProperty(Object.assign(result, { config }), 'request', { value: result.request, enumerable: false })
}

/** As axios itself puts base and URL together, without the query. */
function urlOf({ url = '', baseURL, allowAbsoluteUrls }: Config): string {
  if (!baseURL || (allowAbsoluteUrls !== false && /^([a-z][a-z\d+\-.]*:)?\/\//i.test(url))) return url
  return url ? `${baseURL.replace(/\/+$/, '')}/${url.replace(/^\/+/, '')}` : baseURL
}
