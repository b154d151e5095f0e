/**
 * Checks that each name is one of the allowed names `known`.
 *
 * @param kind - the kind of the names, such as `option`
 * @throws {TypeError} a name is unknown; the message lists all allowed names
 */
export function expectKnown(kind: string, names: readonly unknown[], known: readonly string[]): void {
  for (const name of names) {
    if (known.includes(name as string)) continue
    const shown = typeof name === 'string' ? JSON.stringify(name) : typeof name
    throw new TypeError(`Unknown ${kind} ${shown}. Allowed: ${known.join(', ')}.`)
  }
}

/**
 * Checks the names of options. For authors of token sources and stores.
 *
 * @param options - the options that a user passed
 * @param known - all allowed names
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
