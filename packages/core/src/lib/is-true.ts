/**
 * Reads the result of a user's predicate. Only `true` counts, as the promise of an async predicate would be truthy. The rejection of such
 * a promise must not end the process.
 */
export function isTrue(answer: unknown): boolean {
  if (answer instanceof Promise) answer.catch(() => {})
  return answer === true
}
