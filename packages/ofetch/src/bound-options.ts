import type { CoordinatorOrPool } from '@everbearer/core'
import { bindCall, type BoundCall } from '@everbearer/core/adapter'
import type { FetchOptions } from 'ofetch'

/** Key in the options of a call, for the coordinator and session of the call. Hooks and retries keep this option. */
export const callKey: unique symbol = Symbol('everbearer')

export interface BoundOptions extends FetchOptions {
  [callKey]?: BoundCall
}

/** Binds a call again, as a hook may have set another coordinator, which retries keep. Undefined: no `withBearer` client made the call. */
export function rebind(options: BoundOptions, auth: CoordinatorOrPool): BoundCall | undefined {
  const { [callKey]: call } = options
  if (call === undefined) return undefined
  return (options[callKey] = bindCall(auth, options, call))
}
