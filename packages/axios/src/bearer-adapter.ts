import { type Authorization, type Coordinator, copyUnreadData, exchange, isOneShot } from '@everbearer/core'
import { type AxiosAdapter, AxiosHeaders, type AxiosResponse, CanceledError, getAdapter, type InternalAxiosRequestConfig, isAxiosError } from 'axios'
import { cancellationOf } from './cancellation.ts'
import { createUrlSpy } from './final-url.ts'

type Config = InternalAxiosRequestConfig
type Adapter = Config['adapter']

/** Gives a function that wraps adapters: what it wraps sends single attempts, each with a token. */
export function createBearerAdapter(auth: Coordinator): (adapter: Adapter) => AxiosAdapter {
  const spy = createUrlSpy()
  const wrapped = Symbol('wrapped')
  return (given) => {
    // A config that comes round again, as in axios-retry, brings our own wrapper along.
    const adapter = typeof given === 'function' && wrapped in given ? (given[wrapped] as Adapter) : given
    return Object.assign((config: Config) => send(config, adapter), { [wrapped]: adapter })
  }

  async function send(config: Config, adapter: Adapter): Promise<AxiosResponse> {
    const { signal, release } = cancellationOf(config)
    try {
      const { response, error } = await exchange(auth, {
        url: urlOf(config),
        options: { bearer: config.bearer, signal },
        ownCredentials: config.auth != null || config.headers.has(auth.header),
        replayable: !isOneShot(config.data),
        attempt: async (authorization) => authorization ? attempt(config, adapter, authorization) : { response: await getAdapter(adapter, config)(config), error: undefined },
        refusal: ({ response: answer }) => answer && answer.status >= 400 ? {
          status: answer.status,
          challenge: AxiosHeaders.from(answer.headers as AxiosHeaders).get('www-authenticate')?.toString(),
          url: spy.finalUrl(answer),
          unread: () => copyUnreadData(answer),
        } : undefined,
      })
      if (response === undefined || error !== undefined) throw error as Error
      return response
    } catch (error) {
      config.cancelToken?.throwIfRequested()
      throw signal?.aborted && !isAxiosError(error) ? new CanceledError(undefined, config) : error
    } finally {
      release()
    }
  }

  /** One attempt with a token. Adapters write into the config that they get: this one gets a copy. */
  async function attempt(config: Config, adapter: Adapter, { header, value, redirect }: Authorization) {
    const sent = { ...config, headers: new AxiosHeaders(config.headers).set(header, value), env: spy.watch(config.env) }
    if (redirect === 'error') Object.assign(sent, { fetchOptions: { ...config.fetchOptions, redirect }, maxRedirects: 0 })
    // Node's adapter takes a subdomain for the same host; older ones strip no more than that.
    sent.beforeRedirect = (options, ...details) => {
      if (URL.parse(options['href'] as string)?.origin !== URL.parse(urlOf(config))?.origin) delete (options['headers'] as Record<string, string>)[header]
      config.beforeRedirect?.(options, ...details)
    }
    try {
      return { response: restore(await getAdapter(adapter, sent)(sent), config), error: undefined }
    } catch (error) {
      if (!isAxiosError(error)) throw error
      return { response: error.response && restore(error.response, config), error: restore(error, config) }
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

/** As axios itself puts base and URL (a string by its types, but a URL works, too) together, without the query. */
function urlOf({ url, baseURL, allowAbsoluteUrls }: Config): string {
  const path = url === undefined ? '' : (url as string | URL).toString()
  if (!baseURL || (allowAbsoluteUrls !== false && /^([a-z][a-z\d+\-.]*:)?\/\//i.test(path))) return path
  return path ? `${baseURL.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}` : baseURL
}
