/** @throws {TypeError} the condition is false; the message names the option and what is allowed, and no value, which may be a secret */
export function expect(condition: boolean, name: string, allowed: string): asserts condition {
  if (!condition) throw new TypeError(`${name}: expected ${allowed}`)
}
