/** Maximum depth of the search in a value, and maximum number of values to search. */
const deepest = 14
const most = 50_000

/**
 * Lists the places where `value` shows one of the secrets: in its visible properties, as a string, as JSON, or in a log.
 *
 * @param inspect - prints a value as the platform's log does. @default no log is checked
 */
export function leaksOf(value: unknown, secrets: readonly string[], inspect?: (value: unknown) => string): string[] {
  const leaks = pathsTo(value, secrets)
  const printed: Record<string, () => string | undefined> = {
    'as a string': () => String(value),
    'as JSON': () => JSON.stringify(value),
    'in the log': () => inspect?.(value),
  }
  for (const [way, print] of Object.entries(printed)) if (holds(attempt(print), secrets)) leaks.push(way)
  return leaks
}

/** Returns the paths of the visible properties, down to the depth `deepest`, that contain one of the secrets. */
function pathsTo(root: unknown, secrets: readonly string[]): string[] {
  const found: string[] = []
  const seen = new Set<unknown>()
  const queue: { readonly value: unknown; readonly path: string; readonly depth: number }[] = [{ value: root, path: 'it', depth: 0 }]
  for (let next = queue.shift(); next !== undefined && seen.size < most; next = queue.shift()) {
    const { value, path, depth } = next
    if (typeof value === 'string' && holds(value, secrets)) found.push(path)
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value) || depth > deepest) continue
    seen.add(value)
    for (const [name, part] of partsOf(value)) queue.push({ value: part, path: `${path}.${name}`, depth: depth + 1 })
  }
  return found
}

function partsOf(value: object): readonly (readonly [name: string, part: unknown])[] {
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return []
  const parts: [string, unknown][] = Reflect.ownKeys(value)
    .filter((key) => Object.getOwnPropertyDescriptor(value, key)?.enumerable === true)
    .map((key) => [String(key), attempt(() => (value as Record<PropertyKey, unknown>)[key])])
  // These properties are not enumerable, but logs show them.
  const also = [
    ...(value instanceof Error ? ['name', 'message', 'stack', 'cause', 'errors'] : []),
    ...(value instanceof Request || value instanceof Response ? ['url', 'headers'] : []),
  ]
  for (const name of also) parts.push([name, attempt(() => (value as Record<string, unknown>)[name])])
  if (value instanceof Map || value instanceof Headers || value instanceof FormData)
    parts.push(...Array.from(value as Iterable<[unknown, unknown]>, ([key, part]): [string, unknown] => [String(key), part]))
  if (value instanceof Set) parts.push(...Array.from(value, (part, index): [string, unknown] => [String(index), part]))
  return parts
}

function holds(text: unknown, secrets: readonly string[]): boolean {
  return typeof text === 'string' && secrets.some((secret) => text.includes(secret))
}

/** Calls `look`, which reads a property or prints a value. Undefined: `look` throws, so a log can show nothing of the value. */
function attempt<Result>(look: () => Result): Result | undefined {
  try {
    return look()
  } catch {
    return undefined
  }
}
