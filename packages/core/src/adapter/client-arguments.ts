import type { Coordinator } from '../coordinator.ts'

/** What has an adapter of its own, in words. */
const clients = {
  axios: 'an axios instance',
  ky: 'a ky instance',
  ofetch: 'a $fetch of ofetch',
  fetch: 'a fetch function',
} as const

/** A kind of client that has an adapter. */
export type ClientKind = keyof typeof clients

/**
 * For adapters: checks the arguments of `withBearer` and its like. Clients are told apart by what only they have: most of them are
 * functions, and would pass for a fetch.
 *
 * @param name - of the function that was called
 * @param given - its `arguments`
 * @throws {TypeError} they are not a client of this kind and a coordinator, in this order
 */
export function expectArguments(name: string, kind: ClientKind, given: ArrayLike<unknown>): void {
  const { 0: client, 1: auth } = given
  if (isCoordinator(client) && !isCoordinator(auth))
    throw new TypeError(`${name}: the arguments are the wrong way round; expected ${name}(client, auth)`)
  const found = kindOf(client)
  if (found !== kind) throw new TypeError(`${name}: expected ${clients[kind]} as the first argument, got ${describeClient(client, found)}`)
  expectCoordinator(name, auth)
  if (given.length > 2) throw new TypeError(`${name}: expected a client and a coordinator, and no third argument`)
}

/**
 * For adapters: checks that an argument is a coordinator.
 *
 * @param name - of the function that was called
 * @throws {TypeError} it is something else
 */
export function expectCoordinator(name: string, auth: unknown): void {
  if (!isCoordinator(auth)) throw new TypeError(`${name}: expected a coordinator, as createCoordinator() gives it, got ${typeOf(auth)}`)
}

function isCoordinator(value: unknown): boolean {
  return typeof (value as Partial<Coordinator> | null | undefined)?.authorize === 'function'
}

function kindOf(client: unknown): ClientKind | undefined {
  const owner = Object(client) as object
  if ('interceptors' in owner) return 'axios'
  if ('raw' in owner && 'native' in owner) return 'ofetch'
  if ('extend' in owner && 'stop' in owner) return 'ky'
  return typeof client === 'function' ? 'fetch' : undefined
}

/** Never the value: it may be a token. */
function describeClient(client: unknown, kind: ClientKind | undefined): string {
  return kind === undefined || kind === 'fetch' ? typeOf(client) : `${clients[kind]}, which @everbearer/${kind} is for`
}

function typeOf(value: unknown): string {
  return value === null ? 'null' : typeof value
}
