/** Why a signal aborted, which may be null. Clients also pass signals that are none of the platform's, and have no reason. */
export function abortReason(signal: AbortSignal | null | undefined): Error {
  const reason = signal?.reason as Error | undefined
  return reason === undefined ? new DOMException('This operation was aborted', 'AbortError') : reason
}

export function throwIfAborted(signal: AbortSignal | null | undefined): void {
  if (signal?.aborted) throw abortReason(signal)
}
