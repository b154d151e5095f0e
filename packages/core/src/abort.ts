/** Why a signal aborted. Clients also pass signals that are none of the platform's, and have no reason. */
export function abortReason(signal: AbortSignal | null | undefined): Error {
  return (signal?.reason as Error | undefined) ?? new DOMException('This operation was aborted', 'AbortError')
}

export function throwIfAborted(signal: AbortSignal | null | undefined): void {
  if (signal?.aborted) throw abortReason(signal)
}
