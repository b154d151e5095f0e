/**
 * Calls a listener in a microtask. So a listener that throws or rejects does not affect the code that emits the event. The error is
 * reported.
 */
export function callListener(listener: (event: never) => unknown, event: unknown): void {
  void Promise.resolve(event as never)
    .then(listener)
    .catch(report)
}

/**
 * Reports an error of a listener, as the platform reports an error of its own event listeners. Without `reportError`, as on Node, the error
 * becomes an unhandled rejection.
 */
function report(error: unknown): void {
  if (typeof globalThis.reportError !== 'function') throw error
  reportError(error)
}
