/**
 * Checks an option. The error message is `<name>: expected <allowed>`. The message never shows the value, which may be a secret.
 *
 * @param name - the name of the option
 * @throws {TypeError} the condition is false
 * @example
 * ```ts
 * import { expect } from '@everbearer/core/adapter'
 *
 * const path: unknown = 'token.json'
 * expect(typeof path === 'string', 'path', 'the path of a file')
 * ```
 * @experimental
 */
export function expect(condition: boolean, name: string, allowed: string): asserts condition {
  if (!condition) throw new TypeError(`${name}: expected ${allowed}`)
}

/**
 * Checks an option that is a number from `least` to `most`. `isFit` is one more check, such as `Number.isInteger`.
 *
 * @param name - the name of the option
 * @returns the value
 * @throws {TypeError} the value is no number, is out of bounds, or fails `isFit`
 * @example
 * ```ts
 * import { expectNumber } from '@everbearer/core/adapter'
 *
 * const timeout = expectNumber('timeout', 1_000, 1, 60_000)
 * ```
 * @experimental
 */
export function expectNumber(
  name: string,
  value: number,
  least: number,
  most: number,
  isFit: (value: number) => boolean = () => true,
): number {
  expect(typeof value === 'number' && isFit(value) && value >= least && value <= most, name, `a number from ${least} to ${most}`)
  return value
}

/** Checks whether this is a `token` of RFC 9110 §5.6.2. Methods, schemes and header names are tokens. */
export function isToken(text: unknown): boolean {
  return typeof text === 'string' && /^[\w!#$%&'*+\-.^`|~]+$/.test(text)
}
