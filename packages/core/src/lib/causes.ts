/** How many errors of a chain are looked at: a cause can lead back to itself. */
const longestChain = 5

/** What was thrown, and its chain of causes. */
export function causesOf(thrown: unknown): unknown[] {
  const causes: unknown[] = []
  for (let cause = thrown; cause != null && causes.length < longestChain; cause = (cause as { cause?: unknown }).cause) causes.push(cause)
  return causes
}
