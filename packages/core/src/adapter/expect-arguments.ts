import { isCoordinator } from './adapter-side.ts'

/** What an adapter's clients are, and how they are told from other values. */
export interface ClientKind {
  /** In words, with an article, as `a ky instance`. */
  readonly name: string
  /** Is this value such a client? Most clients are functions, so a client is known by what only it has. */
  readonly is: (value: unknown) => boolean
  /** Names another client, for the message. @default the type of the value */
  readonly describe?: ((value: unknown) => string | undefined) | undefined
}

/**
 * Checks the arguments of `withBearer` and its like. No message shows a value, which may be a token.
 *
 * @param name - of the function that was called
 * @param kind - what the first argument has to be
 * @param given - its `arguments`
 * @throws {TypeError} they are not a client of this kind and a coordinator, in this order
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
 * Checks that an argument is a coordinator.
 *
 * @param name - of the function that was called
 * @throws {TypeError} the argument is something else
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
