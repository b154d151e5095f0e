/**
 * Reads what a user's predicate answered. Only `true` counts: the promise of an async predicate would be truthy, and
 * its rejection must not end the process.
 */
export function isTrue(answer: unknown): boolean {
  if (answer instanceof Promise) answer.catch(() => {})
  return answer === true
}
