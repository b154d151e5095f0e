/** @throws {TypeError} names the option and what is allowed; never its value, which may be a secret */
export function expectOption(condition: boolean, name: string, allowed: string): asserts condition {
  if (!condition) throw new TypeError(`${name}: expected ${allowed}`)
}

/** A string with something in it. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}
