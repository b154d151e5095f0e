/// <reference lib="esnext.disposable" preserve="true" />

/** Options of `showDevtools()`. */
export interface DevtoolsOptions {
  /** True: the panel is shown at once. False: only a button is shown. @default false */
  readonly open?: boolean | undefined
}

/** The devtools of a page. In production and without a document, these functions do nothing. */
export interface Devtools {
  /** Shows the panel. The focus does not move. */
  open(): void
  /** Hides the panel. A button stays, and events are still recorded. */
  hide(): void
  /** Removes the devtools from the page, and unsubscribes. */
  close(): void
  /** Calls `close()` at the end of a `using` block. */
  [Symbol.dispose](): void
}
