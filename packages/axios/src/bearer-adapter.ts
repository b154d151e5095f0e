import { type Authorization, type Coordinator, copyUnreadData, exchange, isOneShot } from '@everbearer/core'
import { type AxiosAdapter, AxiosHeaders, type AxiosResponse, CanceledError, getAdapter, type InternalAxiosRequestConfig, isAxiosError } from 'axios'
import { cancellationOf } from './cancellation.ts'
import { createUrlSpy } from './final-url.ts'

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
    const { signal, release } = cancellationOf(config)
    try {
      const { response, error } = await exchange(auth, {
        url: urlOf(config),
        options: { bearer: config.bearer, signal },
        ownCredentials: config.auth !== undefined || config.headers.has(auth.header),
        replayable: !isOneShot(config.data),
        attempt: (authorization) => attempt(config, adapter, authorization),
        refusal: ({ response: answer }) => answer && answer.status >= 400 ? {
          status: answer.status,
          challenge: AxiosHeaders.from(answer.headers as AxiosHeaders).get('www-authenticate')?.toString(),
          url: spy.finalUrl(answer),
          unread: () => copyUnreadData(answer),
        } : undefined,
      })
      if (response === undefined || error !== undefined) throw error
      return response
    } catch (error) {
      config.cancelToken?.throwIfRequested()
      throw signal?.aborted && !isAxiosError(error) ? new CanceledError(undefined, config) : error
    } finally {
      release()
    }
  }

  /** One attempt of the real adapter. Adapters write into the config that they get: with a token in it, it is a copy. */
  async function attempt(config: Config, adapter: Adapter, authorization?: Authorization): Promise<{ response: AxiosResponse | undefined; error?: unknown }> {
    if (authorization === undefined) return { response: await getAdapter(adapter, config)(config) }
    const { header, value, redirect } = authorization
    const sent = { ...config, headers: new AxiosHeaders(config.headers).set(header, value), env: spy.watch(config.env) }
    if (redirect === 'error') Object.assign(sent, { maxRedirects: 0, fetchOptions: { ...config.fetchOptions, redirect } })
    try {
      return { response: restore(await getAdapter(adapter, sent)(sent), config) }
    } catch (error) {
      if (!isAxiosError(error)) throw error
      return { error: restore(error, config), response: error.response && restore(error.response, config) }
    }
  }
}

/** Puts the caller's config back in the place of ours, and keeps the request as sent, with the token in it, out of logs. */
function restore<T extends { config?: unknown; data?: unknown }>(result: T, config: Config): T {
  result.config = config
  hide(result, ['request'])
  if (isOneShot(result.data)) hide(result.data, ['req', 'socket', 'client'])
  return result
}

function hide(owner: object, keys: string[]): void {
  for (const key of keys) if (Object.hasOwn(owner, key)) Object.defineProperty(owner, key, { enumerable: false })
}

/** As axios itself puts base and URL together, without the query. */
function urlOf({ url, baseURL, allowAbsoluteUrls }: Config): string {
  // The types know only strings here, but a URL works natively, too.
  const path = url === undefined ? '' : (url as string | URL).toString()
  if (!baseURL || (allowAbsoluteUrls !== false && /^([a-z][a-z\d+\-.]*:)?\/\//i.test(path))) return path
  return path ? `${baseURL.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}` : baseURL
}
