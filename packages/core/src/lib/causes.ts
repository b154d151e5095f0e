/** Maximum number of values that are read from a chain of causes, because a chain can be a cycle. */
const longestChain = 5

/** Returns the thrown value and its chain of causes, at most five values. */
export function causesOf(thrown: unknown): unknown[] {
  const causes: unknown[] = []
  for (let cause = thrown; cause != null && causes.length < longestChain; cause = (cause as { cause?: unknown }).cause) causes.push(cause)
  return causes
}
