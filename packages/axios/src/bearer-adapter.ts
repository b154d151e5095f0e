import type { CoordinatorOrPool } from '@everbearer/core'
import { bindCall, type BoundCall, type CallOptions } from '@everbearer/core/adapter'
import type { AxiosResponse } from 'axios'
import type { Config } from './config.ts'

/** The wrapper of one coordinator around an axios adapter. The wrapped adapter may itself be a wrapper of another coordinator. */
export interface Layer {
  /** The coordinator or pool that the client was wrapped for. */
  readonly auth: CoordinatorOrPool
  /** The coordinator whose token the call carries, and the session in which the call began. */
  call: BoundCall
  /** The wrapped adapter, which sends each attempt of a request. */
  adapter: Config['adapter']
}

/** Sends a request through the wrapped adapter of a layer, and sends the request again if its token was rejected. */
export type Send = (layer: Layer, config: Config) => Promise<AxiosResponse>

export type BearerAdapter = ((config: Config) => Promise<AxiosResponse>) & { readonly [layerKey]: Layer }

const layerKey: unique symbol = Symbol('everbearer')

/**
 * Binds a call to its coordinator (the one in `config.bearer`, else `auth`) and to the coordinator's current session. If `earlier` has the
 * same coordinator, the call stays in its session: `earlier` is returned.
 */
export function bind(auth: CoordinatorOrPool, config: Config, earlier?: BoundCall): BoundCall {
  return bindCall(auth, config as Config & CallOptions, earlier)
}

/** Makes an adapter that sends requests with the tokens of a coordinator. `wrapAdapter` sets its inner adapter later. */
export function createBearerAdapter(auth: CoordinatorOrPool, call: BoundCall, send: Send): BearerAdapter {
  const layer: Layer = { auth, call, adapter: undefined }
  const adapter = (config: Config): Promise<AxiosResponse> => send(layer, config)
  adapter[layerKey] = layer
  return adapter
}

/** Wraps the config's adapter in a bearer adapter. */
export function wrapAdapter(config: Config, bearer: BearerAdapter): Config {
  bearer[layerKey].adapter = config.adapter
  return Object.assign(config, { adapter: bearer })
}

/** Finds the layer of `auth` in an adapter, which may have several layers. Undefined: `auth` has no layer. */
export function layerOf(auth: CoordinatorOrPool, adapter: Config['adapter']): Layer | undefined {
  let inner = adapter
  while (isBearerAdapter(inner)) {
    const layer = inner[layerKey]
    if (layer.auth === auth) return layer
    inner = layer.adapter
  }
  return undefined
}

function isBearerAdapter(adapter: Config['adapter']): adapter is BearerAdapter {
  return typeof adapter === 'function' && layerKey in adapter
}
