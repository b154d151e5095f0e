/** Maximum number of errors that are read of a chain: a chain of causes can be a cycle. */
const longestChain = 5

/** The thrown value and its chain of causes, at most five values. */
export function causesOf(thrown: unknown): unknown[] {
  const causes: unknown[] = []
  for (let cause = thrown; cause != null && causes.length < longestChain; cause = (cause as { cause?: unknown }).cause) causes.push(cause)
  return causes
}
