/** As the method of that name; but clients also pass signals that are none, with `aborted` and listeners alone. */
export function throwIfAborted(signal: AbortSignal | null | undefined): void {
  if (signal?.aborted) throw signal.reason ?? new DOMException('This operation was aborted', 'AbortError')
}
