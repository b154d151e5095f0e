import type { Coordinator } from '@everbearer/core'
import type { AxiosResponse } from 'axios'
import type { Config } from './config.ts'
import { send } from './send.ts'

/** An adapter around another one, which may be around others. */
export interface Layer {
  readonly auth: Coordinator
  /** What sends an attempt. */
  readonly adapter: Config['adapter']
}

const layer: unique symbol = Symbol('everbearer')

/** Makes an adapter that sends requests with the tokens of a coordinator. */
export function createBearerAdapter(parts: Layer): NonNullable<Config['adapter']> {
  const adapter = (config: Config): Promise<AxiosResponse> => send(parts.auth, config, parts.adapter)
  adapter[layer] = parts
  return adapter
}

/** The layer of a coordinator in an adapter, wherever in there, if there is such a layer. */
export function layerOf(auth: Coordinator, adapter: Config['adapter']): Layer | undefined {
  let inner = adapter
  while (typeof inner === 'function' && layer in inner) {
    const found = inner[layer] as Layer
    if (found.auth === auth) return found
    inner = found.adapter
  }
  return undefined
}
