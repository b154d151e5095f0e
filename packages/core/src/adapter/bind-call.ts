import type { Coordinator } from '../session/coordinator-interface.ts'
import type { SessionIdentity } from '../session/session-identity.ts'
import { adapterSideOf, type Bearer, isCoordinator } from './adapter-side.ts'

/** The coordinator and the session that a call belongs to. */
export interface BoundCall {
  readonly auth: Coordinator
  readonly session: SessionIdentity
}

/** What a call of a client says for itself. */
export interface CallOptions {
  readonly bearer?: Bearer | undefined
  /** As the caller gave it, not one that follows it. */
  readonly signal?: AbortSignal | null | undefined
}

/**
 * Binds a call to a coordinator and to the session of this moment. Called when the call begins, before its client's hooks run. Hooks may
 * name another coordinator: call this once more before the request is sent, with the earlier result.
 *
 * @param auth - the client's coordinator
 * @param earlier - returned as it is if the coordinator is still the same; the session is then the one in which the call began
 *
 * @example
 * ```ts
 * import type { Coordinator } from '@everbearer/core'
 * import { bindCall } from '@everbearer/core/adapter'
 *
 * function begin(auth: Coordinator, options: { bearer?: boolean | Coordinator; signal?: AbortSignal }) {
 *   const bound = bindCall(auth, options)
 *   return () => bindCall(auth, options, bound).session // once the hooks have run
 * }
 * ```
 * @throws {TypeError} `bearer` is wrong
 * @experimental
 */
export function bindCall(auth: Coordinator, { bearer, signal }: CallOptions, earlier?: BoundCall): BoundCall {
  const coordinator = coordinatorFor(auth, bearer)
  if (earlier?.auth === coordinator) return earlier
  return { auth: coordinator, session: adapterSideOf(coordinator).sessionForCall(signal) }
}

/** The coordinator whose token a request carries. */
export function coordinatorFor(auth: Coordinator, bearer: Bearer | undefined): Coordinator {
  if (bearer === undefined || typeof bearer === 'boolean') return auth
  if (isCoordinator(bearer)) return bearer
  const given: unknown = bearer
  throw new TypeError(`bearer: expected true, false or a coordinator, got ${given === null ? 'null' : typeof given}`)
}
