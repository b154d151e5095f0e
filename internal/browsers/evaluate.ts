import { setTimeout as pause } from 'node:timers/promises'

/** The default of `Tab.evaluate`'s `timeout`, ms. */
export const evaluationTimeout = 30_000

/** An expression for the page. It resolves to JSON: the value of `expression` or its error. All drivers then copy values in the same way. */
export function settle(expression: string): string {
  return `(async () => JSON.stringify({ value: await (${expression}\n) }))().catch((error) =>
    JSON.stringify({ error: error instanceof Error ? \`\${error.name}: \${error.message}\` : String(error) }))`
}

/** Reads what `settle` resolved to. @throws {Error} the expression threw */
export function readSettled(json: string): unknown {
  const settled = JSON.parse(json) as { readonly value: unknown; readonly error?: string }
  if (settled.error !== undefined) throw new Error(`in the page: ${settled.error}`)
  return settled.value
}

/** Waits no longer than `timeout`, ms. */
export async function inTime<T>(work: Promise<T>, timeout: number = evaluationTimeout): Promise<T> {
  const stop = new AbortController()
  const late = async (): Promise<never> => {
    await pause(timeout, undefined, { signal: stop.signal })
    throw new Error(`in the page: no value within ${timeout} ms`)
  }
  try {
    return await Promise.race([work, late()])
  } finally {
    stop.abort()
  }
}
