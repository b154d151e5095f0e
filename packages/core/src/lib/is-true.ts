/**
 * Checks whether the result of a user's predicate is exactly `true`. A truthy result is not enough, because the promise of an async
 * predicate is truthy. The rejection of such a promise must not end the process.
 */
export function isTrue(answer: unknown): boolean {
  if (answer instanceof Promise) answer.catch(() => {})
  return answer === true
}
