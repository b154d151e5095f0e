import type { CoordinatorOrPool } from '../session/coordinator-pool-interface.ts'
import type { SessionIdentity } from '../session/session-identity.ts'
import { adapterSideOf, type Bearer, isCoordinator } from './adapter-side.ts'

/**
 * The coordinator and the session of a call, as `bindCall` returns them. `auth` is a pool if the client was wrapped for the pool and the
 * call's option `bearer` names no coordinator.
 */
export interface BoundCall {
  readonly auth: CoordinatorOrPool
  readonly session: SessionIdentity
}

/** The options of one call that decide its coordinator and its session. */
export interface CallOptions {
  /** The token to send. `true`: from the client's coordinator. `false`: no token. A coordinator: from this coordinator. @default true */
  readonly bearer?: Bearer | undefined
  /** The caller's own signal, not a derived signal: calls of the token source are recognized by their signal. @default no signal */
  readonly signal?: AbortSignal | null | undefined
}

/**
 * Binds a call to a coordinator and to the current session. Use this function when the client's call begins, before the client's hooks run.
 * Hooks may name another coordinator, so use this function again before the request is sent, with the earlier result.
 *
 * @param auth - the client's coordinator, or the pool that the client was wrapped for
 * @param earlier - the earlier result. If the coordinator is the same, this result is returned: the call stays in the session in which it
 * began.
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
 * @throws {TypeError} `bearer` is neither a boolean nor a coordinator
 * @experimental
 */
export function bindCall(auth: CoordinatorOrPool, { bearer, signal }: CallOptions, earlier?: BoundCall): BoundCall {
  const coordinator = coordinatorFor(auth, bearer)
  if (earlier?.auth === coordinator) return earlier
  return { auth: coordinator, session: adapterSideOf(coordinator).sessionForCall(signal) }
}

/**
 * Returns the coordinator whose token a request carries.
 *
 * @throws {TypeError} `bearer` is neither a boolean nor a coordinator
 */
export function coordinatorFor(auth: CoordinatorOrPool, bearer: Bearer | undefined): CoordinatorOrPool {
  if (bearer === undefined || typeof bearer === 'boolean') return auth
  if (isCoordinator(bearer)) return bearer
  const given: unknown = bearer
  throw new TypeError(`bearer: expected true, false or a coordinator, got ${given === null ? 'null' : typeof given}`)
}
