import type { Coordinator } from '@everbearer/core'
import type { AxiosInstance, AxiosResponse, InternalAxiosRequestConfig as Config } from 'axios'
import { send } from './send.ts'

declare module 'axios' {
  // oxlint-disable-next-line no-explicit-any -- an augmentation repeats the original's parameters
  interface AxiosRequestConfig<D = any, P = any> {
    /** `false`: this request goes out without a token. */
    bearer?: boolean | undefined
  }
}

/**
 * Installs `auth` on an axios instance and returns it: requests carry the token, and one that is refused for its token
 * is replayed once. All else stays as it is, but `response.request`, which holds the token, is no longer enumerable.
 */
export function withBearer<Client extends AxiosInstance>(client: Client, auth: Coordinator): Client {
  client.interceptors.request.use(bearerInterceptor(auth), null, { synchronous: true })
  return client
}

/**
 * The request interceptor alone, to be ejected when you like; install it with `{ synchronous: true }`. It wraps the
 * request's adapter; an interceptor that was there before and brings another one, as a cache does, has its way.
 */
export function bearerInterceptor(auth: Coordinator): (config: Config) => Config {
  const wrapped = Symbol('wrapped')
  return (config) => {
    const given = config.adapter
    // A config that comes round again, as in axios-retry, brings our own wrapper along.
    const adapter = typeof given === 'function' && wrapped in given ? (given[wrapped] as Config['adapter']) : given
    const wrapper = (sent: Config): Promise<AxiosResponse> => send(auth, sent, adapter)
    wrapper[wrapped] = adapter
    return Object.assign(config, { adapter: wrapper })
  }
}
