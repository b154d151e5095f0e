/** Recognizes calls of a coordinator that its token source makes. Such a call must not wait for the token that the source is getting. */
export interface SourceCalls {
  /** Calls the source, and marks the call and its signal, so that `isOwn` recognizes requests of the source. */
  readonly ask: <T>(source: (signal: AbortSignal) => T, signal: AbortSignal) => T
  /** Does a call that begins now, with this signal, come from the source? */
  readonly isOwn: (signal: AbortSignal | null | undefined) => boolean
  /** Number of callers that have begun to wait for the token that the source is getting now. */
  readonly waiters: number
}

const remedy = 'Use the client as it was before `withBearer`, or send that request with `bearer: false`.'

/** The message for a source that certainly waits for its own token. */
export const selfWait: string = `The token source sent a request through a client that waits for the token of this source. ${remedy}`

/** The hint for a source that took too long, and that may wait for its own token. */
export const suspectedSelfWait: string = ` Meanwhile a request began to wait for this token. If the source sent that request, it waits for itself. ${remedy}`

/**
 * Creates the object that recognizes calls of the source. A call comes from the source if it begins before the source returns its promise,
 * or if it has the source's signal. Any other call of a source looks like a call of the application.
 *
 * @param waiters - returns the number of callers that have begun to wait for the refresh in progress
 */
export function createSourceCalls(waiters: () => number): SourceCalls {
  const signals = new WeakSet<AbortSignal>()
  let isRunning = false
  return {
    ask(source, signal) {
      signals.add(signal)
      isRunning = true
      try {
        return source(signal)
      } finally {
        isRunning = false
      }
    },
    isOwn: (signal) => isRunning || (signal != null && signals.has(signal)),
    get waiters() {
      return waiters()
    },
  }
}
