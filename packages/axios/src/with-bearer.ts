import type { Coordinator, CoordinatorOrPool } from '@everbearer/core'
import axios from 'axios'
import type { AxiosLike } from './axios-like.ts'
import { install } from './install.ts'
import { type BearerInterceptor, createInterceptor } from './interceptor.ts'

declare module 'axios' {
  // oxlint-disable-next-line no-explicit-any -- an augmentation repeats the original's parameters
  interface AxiosRequestConfig<D = any, P = any> {
    /** The token to send. `true`: from the client's coordinator. `false`: no token. A coordinator: from this coordinator. @default true */
    bearer?: boolean | Coordinator | undefined
  }
}

/**
 * Installs `auth` on an axios instance and returns the instance. Requests carry the token, and a request is replayed if its token was
 * rejected. If no token can be obtained, the request rejects with an `EverbearerError`.
 *
 * Everything else stays unchanged, except that `response.request`, which contains the token, is not enumerable. If `auth` is installed
 * already, nothing changes.
 *
 * If `auth` is a pool, each request must have the option `bearer`: a coordinator of the pool, or `false`. A request without this option
 * rejects with a `TypeError`, for every origin.
 *
 * @example
 * ```ts
 * import axios from 'axios'
 * import { createCoordinator, withBearer } from '@everbearer/axios'
 *
 * const auth = createCoordinator({ source: async () => ({ access_token: 'from-somewhere' }), origins: ['https://api.example.com'] })
 * const api = withBearer(axios.create({ baseURL: 'https://api.example.com' }), auth)
 * await api.get('/orders')
 * ```
 * @throws {TypeError} the arguments are not an axios instance and a coordinator or a pool
 */
export function withBearer<Client extends AxiosLike>(client: Client, auth: CoordinatorOrPool): Client {
  return install(client, auth, axios, arguments)
}

/**
 * Returns the arguments of `interceptors.request.use`, for an interceptor that you can eject. The interceptor wraps the request's adapter.
 * If an interceptor that was installed earlier sets another adapter, such as a cache, that adapter replaces the wrapped adapter. The
 * request then carries no token, unless the other adapter calls the wrapped adapter.
 *
 * @example
 * ```ts
 * import axios from 'axios'
 * import { bearerInterceptor, createCoordinator } from '@everbearer/axios'
 *
 * const auth = createCoordinator({ source: async () => ({ access_token: 'from-somewhere' }), origins: ['https://api.example.com'] })
 * const id = axios.interceptors.request.use(...bearerInterceptor(auth))
 * axios.interceptors.request.eject(id)
 * ```
 * @throws {TypeError} `auth` is neither a coordinator nor a pool
 */
export function bearerInterceptor(auth: CoordinatorOrPool): BearerInterceptor {
  return createInterceptor(auth, axios)
}
