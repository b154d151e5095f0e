/** Names a failure in one word without a secret: a code, or else the error's name. */
export function failureKind(error: unknown): string {
  return codeOf(error) ?? (error instanceof Error ? error.name : 'unknown')
}

/** The innermost code in a chain of causes: the socket's rather than the library's. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const { code } = error as { code?: unknown }
  const own = typeof code === 'string' && /^\w{1,40}$/.test(code) ? code : undefined
  return codeOf(error instanceof AggregateError ? error.errors[0] : error.cause) ?? own
}
