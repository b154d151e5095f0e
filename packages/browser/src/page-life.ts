/** The functions that are called when a page stops, leaves or wakes. */
export interface PageLife {
  /** Called when the page is frozen: its code may stop running. */
  readonly onStop: () => void
  /** Called when the page goes into the back/forward cache, or ends. */
  readonly onLeave: () => void
  /** Called when the page may have missed messages: it was frozen or hidden, or was in the back/forward cache. */
  readonly onWake: () => void
}

/** Calls the given functions when the page stops, leaves or wakes. A worker has no such events. Returns a function that stops listening. */
export function watchPageLife({ onStop, onLeave, onWake }: PageLife): () => void {
  const page = globalThis.document as Document | undefined
  const stop = new AbortController()
  const listen = (target: Partial<EventTarget> | undefined, name: string, listener: () => unknown): void =>
    target?.addEventListener?.(name, listener, stop)
  listen(globalThis, 'pagehide', onLeave)
  listen(globalThis, 'pageshow', onWake)
  listen(page, 'freeze', onStop)
  listen(page, 'resume', onWake)
  // The last event of a page that leaves is a change to hidden. So only a change to visible is a wake.
  listen(page, 'visibilitychange', () => page?.visibilityState === 'visible' && onWake())
  return () => stop.abort()
}
