/** @throws {TypeError} the condition is false; the message names the option and what is allowed, and no value, which may be a secret */
export function expectOption(condition: boolean, name: string, allowed: string): asserts condition {
  if (!condition) throw new TypeError(`${name}: expected ${allowed}`)
}

/** Is the value a string that is not empty? */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}
