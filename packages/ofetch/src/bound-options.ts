import type { Coordinator } from '@everbearer/core'
import { bindCall, type BoundCall } from '@everbearer/core/adapter'
import type { FetchOptions } from 'ofetch'

/** Among the options of a call, through its hooks and retries: what the call is bound to. */
export const callKey: unique symbol = Symbol('everbearer')

export interface BoundOptions extends FetchOptions {
  [callKey]?: BoundCall
}

/** A hook may have named another coordinator. The retries of the call stay with that one. */
export function rebind(options: BoundOptions, auth: Coordinator): BoundCall | undefined {
  const { [callKey]: call } = options
  if (call === undefined) return undefined
  return (options[callKey] = bindCall(auth, options, call))
}
