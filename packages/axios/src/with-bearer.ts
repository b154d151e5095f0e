import type { Coordinator } from '@everbearer/core'
import type { AxiosInstance } from 'axios'
import { createBearerAdapter, layerOf } from './bearer-adapter.ts'
import type { Config } from './config.ts'

declare module 'axios' {
  // oxlint-disable-next-line no-explicit-any -- an augmentation repeats the original's parameters
  interface AxiosRequestConfig<D = any, P = any> {
    /** `false`: this request goes out without a token. */
    bearer?: boolean | undefined
  }
}

/** As axios has them, but its types don't. */
interface Interceptors {
  readonly forEach: (look: (interceptor: { readonly fulfilled?: object | null }) => void) => void
}

/** Which coordinator an interceptor is for. */
const coordinator: unique symbol = Symbol('coordinator')

/**
 * Installs `auth` on an axios instance and returns it: requests carry the token, and one that is refused for its token
 * is replayed once. All else stays as it is, but `response.request`, which holds the token, is no longer enumerable.
 * An instance that has `auth` already stays as it is.
 */
export function withBearer<Client extends AxiosInstance>(client: Client, auth: Coordinator): Client {
  if (!isInstalled(client, auth)) client.interceptors.request.use(bearerInterceptor(auth), null, { synchronous: true })
  return client
}

/**
 * The request interceptor alone, to be ejected when you like; install it with `{ synchronous: true }`. It wraps the
 * request's adapter; an interceptor that was there before and brings another one, as a cache does, has its way.
 */
export function bearerInterceptor(auth: Coordinator): (config: Config) => Config {
  const interceptor = (config: Config): Config => {
    const { adapter } = config
    // A config that comes round again, as in axios-retry, brings our own adapter along.
    return layerOf(auth, adapter) ? config : Object.assign(config, { adapter: createBearerAdapter({ auth, adapter }) })
  }
  interceptor[coordinator] = auth
  return interceptor
}

function isInstalled({ interceptors }: AxiosInstance, auth: Coordinator): boolean {
  let found = false
  const { request } = interceptors as { readonly request: object }
  ;(request as Interceptors).forEach(({ fulfilled }) => {
    found ||= fulfilled != null && coordinator in fulfilled && fulfilled[coordinator] === auth
  })
  return found
}
