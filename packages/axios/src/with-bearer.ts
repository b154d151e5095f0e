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
 * Installs `auth` on an axios instance and returns it: requests carry the token, and one that is refused for its token
 * is replayed once. All else stays as it is, but `response.request`, which holds the token, is no longer enumerable.
 * An instance that has `auth` already stays as it is.
 *
 * @throws {TypeError} the arguments are not an axios instance and a coordinator
 */
export function withBearer<Client extends AxiosLike>(client: Client, auth: Coordinator): Client {
  expectArguments('withBearer', axiosInstance, arguments)
  return install(client, auth, axios)
}

/**
 * The request interceptor alone, to be ejected when you like: `interceptors.request.use(...bearerInterceptor(auth))`.
 * It wraps the request's adapter; an interceptor that was there before and brings another one, as a cache does, has its way.
 */
export function bearerInterceptor(auth: Coordinator): BearerInterceptor {
  expectCoordinator('bearerInterceptor', auth)
  return createInterceptor(auth, axios)
}
