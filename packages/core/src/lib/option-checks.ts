/** @throws {TypeError} the condition is false; the message never shows the option's value, which may be a secret */
export function expect(condition: boolean, name: string, allowed: string): asserts condition {
  if (!condition) throw new TypeError(`${name}: expected ${allowed}`)
}

/** @throws {TypeError} the value is no number, is out of bounds, or fails `isFit` */
export function number(name: string, value: number, least: number, most: number, isFit: (value: number) => boolean = () => true): number {
  expect(typeof value === 'number' && isFit(value) && value >= least && value <= most, name, `a number from ${least} to ${most}`)
  return value
}

/** Is this a `token` of RFC 9110 §5.6.2? Methods, schemes and header names are tokens. */
export function isToken(text: unknown): boolean {
  return typeof text === 'string' && /^[\w!#$%&'*+\-.^`|~]+$/.test(text)
}
