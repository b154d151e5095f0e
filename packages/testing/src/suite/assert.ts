/** Error that makes the test of a behaviour fail: the client does not behave as the test expects. */
class BehaviourError extends Error {
  override readonly name = 'BehaviourError'
}

/** @throws {BehaviourError} `holds` is false */
export function check(holds: boolean, what: string): asserts holds {
  if (!holds) throw new BehaviourError(what)
}

/** @throws {BehaviourError} the values are not deeply equal */
export function expectEqual(actual: unknown, expected: unknown, what = 'value'): void {
  const difference = differenceOf(actual, expected, what, true)
  if (difference !== undefined) throw new BehaviourError(difference)
}

/** @throws {BehaviourError} `actual` lacks a field or value of `expected`; further fields are allowed */
export function expectMatch(actual: unknown, expected: unknown, what = 'value'): void {
  const difference = differenceOf(actual, expected, what, false)
  if (difference !== undefined) throw new BehaviourError(difference)
}

/** Describes the first difference between `actual` and `expected`; undefined: no difference. */
function differenceOf(actual: unknown, expected: unknown, at: string, exact: boolean): string | undefined {
  if (Object.is(actual, expected)) return undefined
  if (!isObject(actual) || !isObject(expected)) return `${at} is ${print(actual)}, not ${print(expected)}`
  if (Array.isArray(expected) && (!Array.isArray(actual) || actual.length !== expected.length)) {
    return `${at} is ${print(actual)}, not ${print(expected)}`
  }
  const extra = exact ? Object.keys(actual).find((key) => !(key in expected)) : undefined
  if (extra !== undefined) return `${at} has ${extra}: ${print(actual[extra])}`
  for (const key of Object.keys(expected)) {
    const difference = differenceOf(actual[key], expected[key], `${at}.${key}`, exact)
    if (difference !== undefined) return difference
  }
  return undefined
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function print(value: unknown): string {
  try {
    const text = JSON.stringify(value) ?? String(value)
    return text.length > 300 ? `${text.slice(0, 300)}…` : text
  } catch {
    return String(value)
  }
}
