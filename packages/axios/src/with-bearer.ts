import type { Coordinator } from '@everbearer/core'
import { type ClientKind, expectArguments, expectCoordinator } from '@everbearer/core/adapter'
import axios from 'axios'
import type { AxiosLike } from './axios-like.ts'
import { install } from './install.ts'
import { type BearerInterceptor, createInterceptor } from './interceptor.ts'

declare module 'axios' {
  // oxlint-disable-next-line no-explicit-any -- an augmentation repeats the original's parameters
  interface AxiosRequestConfig<D = any, P = any> {
    /** `false`: this request goes out without a token. A coordinator: with its token, as of the account that the request is for. */
    bearer?: boolean | Coordinator | undefined
  }
}

/** An instance is a function in most cases. Only axios has interceptors. */
const axiosInstance: ClientKind = { name: 'an axios instance', is: (value) => 'interceptors' in (Object(value) as object) }

/**
 * Installs `auth` on an axios instance and returns the instance: requests carry the token, and a request whose token was rejected
 * is replayed. All else stays as it is, but `response.request`, which holds the token, is no longer enumerable.
 * An instance that has `auth` already stays as it is.
 *
 * @example
 * ```ts
 * import axios from 'axios'
 * import { createCoordinator, withBearer } from '@everbearer/axios'
 *
 * const auth = createCoordinator({ source: async () => ({ access_token: 'from somewhere' }), origins: ['https://api.example.com'] })
 * const api = withBearer(axios.create({ baseURL: 'https://api.example.com' }), auth)
 * await api.get('/orders')
 * ```
 * @throws {TypeError} the arguments are not an axios instance and a coordinator
 */
export function withBearer<Client extends AxiosLike>(client: Client, auth: Coordinator): Client {
  expectArguments('withBearer', axiosInstance, arguments)
  return install(client, auth, axios)
}

/**
 * Gives the request interceptor alone, to be ejected when you like. It wraps the request's adapter; an interceptor that was there before and
 * brings another adapter, as a cache does, has its way.
 *
 * @example
 * ```ts
 * import axios from 'axios'
 * import { bearerInterceptor, createCoordinator } from '@everbearer/axios'
 *
 * const auth = createCoordinator({ source: async () => ({ access_token: 'from somewhere' }), origins: ['https://api.example.com'] })
 * const id = axios.interceptors.request.use(...bearerInterceptor(auth))
 * axios.interceptors.request.eject(id)
 * ```
 * @throws {TypeError} `auth` is no coordinator
 */
export function bearerInterceptor(auth: Coordinator): BearerInterceptor {
  expectCoordinator('bearerInterceptor', auth)
  return createInterceptor(auth, axios)
}
