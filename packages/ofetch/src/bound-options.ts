import type { CoordinatorOrPool } from '@everbearer/core'
import { bindCall, type BoundCall } from '@everbearer/core/adapter'
import type { FetchOptions } from 'ofetch'

/** Option of a call that holds the coordinator and the session of the call. Hooks and retries keep this option. */
export const callKey: unique symbol = Symbol('everbearer')

export interface BoundOptions extends FetchOptions {
  [callKey]?: BoundCall
}

/**
 * Updates the coordinator and the session of a call, as a hook may have set another coordinator. Retries keep the new values. Undefined:
 * no `withBearer` client made the call.
 */
export function rebind(options: BoundOptions, auth: CoordinatorOrPool): BoundCall | undefined {
  const { [callKey]: call } = options
  if (call === undefined) return undefined
  return (options[callKey] = bindCall(auth, options, call))
}
