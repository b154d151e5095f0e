/** Checks an option. @throws {TypeError} the condition is false; the message never quotes the option's value, which may be a secret */
export function expectOption(condition: boolean, name: string, allowed: string): asserts condition {
  if (!condition) throw new TypeError(`${name}: expected ${allowed}`)
}

/** Checks whether the value is a string that is not empty. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}
