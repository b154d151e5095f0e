import type { CoordinatorOrPool } from '@everbearer/core'
import { expectCoordinator } from '@everbearer/core/adapter'
import { type BearerAdapter, bind, createBearerAdapter, layerOf, wrapAdapter } from './bearer-adapter.ts'
import type { Config } from './config.ts'
import type { AxiosLibrary } from './axios-copy.ts'
import { createSend } from './send.ts'

/** The arguments of axios's `interceptors.request.use`, for axios's types for ES modules and for CommonJS. */
export type BearerInterceptor = readonly [
  onFulfilled: (<Config extends RequestConfig>(config: Config) => Config) & { readonly auth: CoordinatorOrPool },
  onRejected: null,
  options: { readonly synchronous: true; readonly runWhen: (config: RequestConfig) => boolean },
]

/** The config of a request, in axios's types for ES modules or for CommonJS. */
interface RequestConfig {
  readonly headers: object
  readonly adapter?: unknown
}

/**
 * Makes the request interceptor of a coordinator. The interceptor wraps the adapter of each request.
 *
 * @throws {TypeError} `auth` is neither a coordinator nor a pool
 */
export function createInterceptor(auth: CoordinatorOrPool, library: AxiosLibrary): BearerInterceptor {
  expectCoordinator('bearerInterceptor', auth)
  // Each interceptor has its own key, as an instance may have several coordinators.
  const key = Symbol('everbearer')
  const send = createSend(library)
  type Noted = Config & { [key]?: BearerAdapter }

  /**
   * Binds the call to the current session. axios calls this function when the call begins, before any interceptor. The bearer adapter is
   * kept under `key` in the config, because interceptors may wait, copy the config or replace its adapter. A config that is sent again,
   * such as `error.config`, has no `key`. Its adapter is, or contains, the bearer adapter of the earlier call.
   */
  function runWhen(config: Noted): true {
    const earlier = layerOf(auth, config.adapter)
    config[key] = createBearerAdapter(auth, bind(auth, config, earlier?.call), send)
    return true
  }

  function onFulfilled(config: Noted): Config {
    const adapter = config[key] ?? createBearerAdapter(auth, bind(auth, config), send)
    delete config[key]
    return layerOf(auth, config.adapter) === undefined ? wrapAdapter(config, adapter) : config
  }

  // Both sets of types describe the same config at run time.
  return [Object.assign(onFulfilled, { auth }), null, { synchronous: true, runWhen }] as BearerInterceptor
}
