import type { CoordinatorOrPool } from '@everbearer/core'
import { bindCall, type BoundCall, type CallOptions } from '@everbearer/core/adapter'
import type { AxiosResponse } from 'axios'
import type { Config } from './config.ts'

/** The layer of one coordinator around an adapter. That adapter may contain other layers. */
export interface Layer {
  /** The client's coordinator. */
  readonly auth: CoordinatorOrPool
  /** The coordinator and session that the call is bound to. */
  call: BoundCall
  /** The adapter that sends each attempt. */
  adapter: Config['adapter']
}

/** Sends a request through the adapter of a layer: one or more attempts, each with a token. */
export type Send = (layer: Layer, config: Config) => Promise<AxiosResponse>

export type BearerAdapter = ((config: Config) => Promise<AxiosResponse>) & { readonly [layerKey]: Layer }

const layerKey: unique symbol = Symbol('everbearer')

/** Binds a call to the coordinator that its config names, and to the current session. */
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

/** Finds the layer of a coordinator in an adapter, at any depth. */
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
