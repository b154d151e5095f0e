/**
 * Checks names against those that are known.
 *
 * @param kind - what has these names, as `option`
 * @throws {TypeError} a name is unknown; the message has all names that are allowed
 */
export function expectKnown(kind: string, names: readonly unknown[], known: readonly string[]): void {
  for (const name of names) {
    if (known.includes(name as string)) continue
    const shown = typeof name === 'string' ? JSON.stringify(name) : typeof name
    throw new TypeError(`Unknown ${kind} ${shown}. Allowed: ${known.join(', ')}.`)
  }
}

/**
 * For token sources and stores: checks the names of options.
 *
 * @example
 * ```ts
 * import { expectOptions } from '@everbearer/core/adapter'
 *
 * export function sessionSource(options: { readonly endpoint: string }): void {
 *   expectOptions(options, ['endpoint']) // { endpiont: '/session' } → Unknown option "endpiont". Allowed: endpoint.
 * }
 * ```
 * @throws {TypeError} `options` is no object, or has an option with an unknown name
 * @experimental
 */
export function expectOptions(options: object, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null) throw new TypeError('options: expected an object')
  expectKnown('option', Object.keys(options), known)
}
