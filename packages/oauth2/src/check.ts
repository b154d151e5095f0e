/** @throws {TypeError} the condition is false; the message names the option and what is allowed, but no value, as that may be a secret */
export function expectOption(condition: boolean, name: string, allowed: string): asserts condition {
  if (!condition) throw new TypeError(`${name}: expected ${allowed}`)
}

/** Checks whether the value is a string that is not empty. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}
