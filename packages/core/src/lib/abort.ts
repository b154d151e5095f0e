/** The reason of an aborted signal, which may be null. Signals of other implementations have no reason and get an `AbortError`. */
export function abortReason(signal: AbortSignal | null | undefined): Error {
  const reason = signal?.reason as Error | undefined
  return reason === undefined ? new DOMException('This operation was aborted', 'AbortError') : reason
}

export function throwIfAborted(signal: AbortSignal | null | undefined): void {
  if (signal?.aborted) throw abortReason(signal)
}
