/** Tells the calls of a token source from those of others: a source that waits for its own token waits in vain. */
export interface SourceCalls {
  /** Asks the source. */
  readonly ask: <T>(source: (signal: AbortSignal) => T, signal: AbortSignal) => T
  /** Is a call that begins now, with this signal, one of the source's? */
  readonly isOwn: (signal: AbortSignal | null | undefined) => boolean
  /** How many callers have begun to wait for what the source is asked for now. */
  readonly waiters: number
}

const remedy = 'Use the client as it was before `withBearer`, or send that request with `bearer: false`.'

/** What a source did that was found out at once. */
export const selfWait: string = `The token source sent a request through a client that waits for the token of this source. ${remedy}`

/** What a source may have done that took too long. */
export const suspectedSelfWait: string = ` Meanwhile a request began to wait for this token. If the source sent that request, it waits for itself. ${remedy}`

/**
 * The source's calls are those that begin before it returns its promise, and those with its signal. Any other call of a source looks
 * like a call of anybody.
 *
 * @param waiters - counts the callers that have begun to wait for the present refresh
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
