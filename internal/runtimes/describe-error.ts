/** An error with its causes and the places where they were thrown, as text. */
export function describeError(error: unknown): string {
  const lines: string[] = []
  let current: unknown = error
  for (let depth = 0; current !== undefined && current !== null && depth < 4; depth++) {
    lines.push(current instanceof Error ? `${current.name}: ${current.message}` : JSON.stringify(current), ...placesOf(current))
    current = (current as { cause?: unknown }).cause
  }
  return lines.join('\n')
}

/** The first few will do: the rest is the suite's own. */
function placesOf({ stack }: { readonly stack?: unknown }): string[] {
  const lines = typeof stack === 'string' ? stack.split('\n') : []
  return lines.filter((line) => /^\s+at |@/.test(line)).slice(0, 3)
}
