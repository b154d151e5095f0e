import type { Coordinator } from '@everbearer/core'
import { type BearerAdapter, bind, createBearerAdapter, layerOf, wrapAdapter } from './bearer-adapter.ts'
import type { Config } from './config.ts'
import type { AxiosLibrary } from './axios-copy.ts'
import { createSend } from './send.ts'

/** The arguments of axios's `interceptors.request.use`. They fit both sets of types that axios has. */
export type BearerInterceptor = readonly [
  onFulfilled: (<Config extends RequestConfig>(config: Config) => Config) & { readonly auth: Coordinator },
  onRejected: null,
  options: { readonly synchronous: true; readonly runWhen: (config: RequestConfig) => boolean },
]

/** The config of a request, in whichever set of types. */
interface RequestConfig {
  readonly headers: object
  readonly adapter?: unknown
}

/** Makes the request interceptor of a coordinator, which wraps the adapter of a request. */
export function createInterceptor(auth: Coordinator, library: AxiosLibrary): BearerInterceptor {
  // One key for each interceptor: an instance may have several coordinators.
  const key = Symbol('everbearer')
  const send = createSend(library)
  type Noted = Config & { [key]?: BearerAdapter }

  /**
   * axios calls this when the call begins, before any interceptor: the session of that moment is the request's. Interceptors
   * may wait, copy the config or replace its adapter; a symbol stays with the config through all that. A config that is sent
   * again has lost the symbol, and brings our adapter along.
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

  // axios hands over a config of its own, whichever types it has.
  return [Object.assign(onFulfilled, { auth }), null, { synchronous: true, runWhen }] as BearerInterceptor
}
