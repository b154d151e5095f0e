import type { Coordinator } from '@everbearer/core'
import { bindCall, type BoundCall, type CallOptions } from '@everbearer/core/adapter'
import type { AxiosResponse } from 'axios'
import type { Config } from './config.ts'

/** An adapter of ours: a layer around another adapter, in which there may be more. */
export interface Layer {
  /** The client's coordinator. */
  readonly auth: Coordinator
  /** What the call is bound to. */
  call: BoundCall
  /** What sends an attempt. */
  adapter: Config['adapter']
}

/** Sends a request through the adapter of a layer, in single attempts, each with a token. */
export type Send = (layer: Layer, config: Config) => Promise<AxiosResponse>

export type BearerAdapter = ((config: Config) => Promise<AxiosResponse>) & { readonly [layerKey]: Layer }

const layerKey: unique symbol = Symbol('everbearer')

/** Binds a call to the coordinator that its config names, and to the session of this moment. */
export function bind(auth: Coordinator, config: Config, earlier?: BoundCall): BoundCall {
  return bindCall(auth, config as Config & CallOptions, earlier)
}

/** Makes an adapter that sends requests with the tokens of a coordinator. What sends an attempt is set later. */
export function createBearerAdapter(auth: Coordinator, call: BoundCall, send: Send): BearerAdapter {
  const layer: Layer = { auth, call, adapter: undefined }
  const adapter = (config: Config): Promise<AxiosResponse> => send(layer, config)
  adapter[layerKey] = layer
  return adapter
}

/** Puts the adapter around the one of a config. */
export function wrapAdapter(config: Config, bearer: BearerAdapter): Config {
  bearer[layerKey].adapter = config.adapter
  return Object.assign(config, { adapter: bearer })
}

/** The layer of a coordinator in an adapter, however deep, if there is such a layer. */
export function layerOf(auth: Coordinator, adapter: Config['adapter']): Layer | undefined {
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
