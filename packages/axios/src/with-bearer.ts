import type { Coordinator } from '@everbearer/core'
import type { AxiosInstance, InternalAxiosRequestConfig } from 'axios'
import { createBearerAdapter } from './bearer-adapter.ts'

declare module 'axios' {
  // oxlint-disable-next-line no-explicit-any -- an augmentation repeats the original's parameters
  interface AxiosRequestConfig<D = any, P = any> {
    /** `false`: this request goes out without a token. */
    bearer?: boolean | undefined
  }
}

/**
 * Installs `auth` on an axios instance and returns that instance: its requests carry the token, and one that is
 * refused for its token is replayed once. Interceptors, retries, time-outs and errors stay as they are.
 */
export function withBearer<Client extends AxiosInstance>(client: Client, auth: Coordinator): Client {
  client.interceptors.request.use(bearerInterceptor(auth), null, { synchronous: true })
  return client
}

/**
 * The request interceptor alone, for whoever wants to eject it again: install it with `{ synchronous: true }`. It
 * wraps the request's adapter, which is below all other interceptors. One that was there before and brings an adapter of
 * its own, as a cache does, takes the request out of its hands.
 */
export function bearerInterceptor(auth: Coordinator): (config: InternalAxiosRequestConfig) => InternalAxiosRequestConfig {
  const wrap = createBearerAdapter(auth)
  return (config) => Object.assign(config, { adapter: wrap(config.adapter) })
}
