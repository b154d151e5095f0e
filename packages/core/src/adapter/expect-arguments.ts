import { isCoordinator } from './adapter-side.ts'

/** The kind of client that an adapter takes, and the test that recognizes such a client. */
export interface ClientKind {
  /** Name for messages, with an article, such as `a ky instance`. */
  readonly name: string
  /** Is this value such a client? Most clients are functions, so test for a property that no other client has. */
  readonly is: (value: unknown) => boolean
  /** Returns a name for a wrong value, such as another client, for the message. @default the type of the value */
  readonly describe?: ((value: unknown) => string | undefined) | undefined
}

/**
 * Checks the arguments of a function such as `withBearer`. No message shows a value, which may be a token.
 *
 * @param name - name of the function that was called
 * @param kind - the kind of client that the first argument must be
 * @param given - the `arguments` of that function
 * @throws {TypeError} the arguments are not a client of this kind and a coordinator or a pool, in this order
 *
 * @example
 * ```ts
 * import type { Coordinator } from '@everbearer/core'
 * import { type ClientKind, expectArguments } from '@everbearer/core/adapter'
 *
 * interface Got {
 *   readonly extend: (options: object) => Got
 * }
 *
 * const gotInstance: ClientKind = { name: 'an instance of got', is: (value) => typeof value === 'function' && 'mergeOptions' in value }
 *
 * export function withBearer(client: Got, auth: Coordinator): Got {
 *   expectArguments('withBearer', gotInstance, arguments)
 *   return client.extend({ hooks: {} })
 * }
 * ```
 * @experimental
 */
export function expectArguments(name: string, kind: ClientKind, given: ArrayLike<unknown>): void {
  const { 0: client, 1: auth } = given
  if (isCoordinator(client) && !isCoordinator(auth))
    throw new TypeError(`${name}: the arguments are the wrong way round; expected ${name}(client, auth)`)
  if (!kind.is(client))
    throw new TypeError(`${name}: expected ${kind.name} as the first argument, got ${kind.describe?.(client) ?? typeOf(client)}`)
  expectCoordinator(name, auth)
  if (given.length > 2) throw new TypeError(`${name}: expected a client and a coordinator, and no third argument`)
}

/**
 * Checks that an argument is a coordinator or a pool.
 *
 * @param name - name of the function that was called
 * @throws {TypeError} the argument is neither a coordinator nor a pool
 *
 * @example
 * ```ts
 * import type { Coordinator } from '@everbearer/core'
 * import { expectCoordinator } from '@everbearer/core/adapter'
 *
 * export function bearerPlugin(auth: Coordinator): void {
 *   expectCoordinator('bearerPlugin', auth)
 * }
 * ```
 * @experimental
 */
export function expectCoordinator(name: string, auth: unknown): void {
  if (!isCoordinator(auth)) throw new TypeError(`${name}: expected a coordinator, as createCoordinator() gives it, got ${typeOf(auth)}`)
}

function typeOf(value: unknown): string {
  return value === null ? 'null' : typeof value
}
