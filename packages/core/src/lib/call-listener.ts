/** Calls a listener in a microtask. A listener that throws or rejects must not affect its caller. */
export function callListener(listener: (event: never) => unknown, event: unknown): void {
  void Promise.resolve(event as never)
    .then(listener)
    .catch(report)
}

/**
 * Reports an error as the platform reports an error of its own listeners. Without `reportError`, as on Node, the rejection stays unhandled.
 */
function report(error: unknown): void {
  if (typeof globalThis.reportError !== 'function') throw error
  reportError(error)
}
