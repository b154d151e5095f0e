/// <reference lib="esnext.disposable" preserve="true" />

/** Options of `showDevtools()`. */
export interface DevtoolsOptions {
  /** Shows the panel at once. Otherwise only a button is shown. @default false */
  readonly open?: boolean | undefined
}

/** The devtools of a page. In production and without a document, all of it does nothing. */
export interface Devtools {
  /** Shows the panel. The focus stays where it is. */
  open(): void
  /** Hides the panel. A button stays, and events are still recorded. */
  hide(): void
  /** Removes the devtools from the page, and unsubscribes. */
  close(): void
  /** The same as `close()`, for `using`. */
  [Symbol.dispose](): void
}
