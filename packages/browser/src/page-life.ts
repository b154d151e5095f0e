/** What a page does at the turns of its life. */
export interface PageLife {
  /** The page may stop: it is frozen. */
  readonly onStop: () => void
  /** The page goes into the back/forward cache, or ends. */
  readonly onLeave: () => void
  /** The page may have missed messages: it was frozen or hidden, or was in the back/forward cache. */
  readonly onWake: () => void
}

/** Listens to the life of the page. A worker has no such events. Returns a function that stops listening. */
export function watchPageLife({ onStop, onLeave, onWake }: PageLife): () => void {
  const page = globalThis.document as Document | undefined
  const stop = new AbortController()
  const listen = (target: Partial<EventTarget> | undefined, name: string, listener: () => unknown): void =>
    target?.addEventListener?.(name, listener, stop)
  listen(globalThis, 'pagehide', onLeave)
  listen(globalThis, 'pageshow', onWake)
  listen(page, 'freeze', onStop)
  listen(page, 'resume', onWake)
  // A page that leaves is hidden last.
  listen(page, 'visibilitychange', () => page?.visibilityState === 'visible' && onWake())
  return () => stop.abort()
}
