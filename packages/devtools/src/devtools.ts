/// <reference lib="esnext.disposable" preserve="true" />

/** Options of `showDevtools()`. */
export interface DevtoolsOptions {
  /** True: the panel is open at first. False: only the button that opens the panel is shown at first. @default false */
  readonly open?: boolean | undefined
}

/** The devtools of a page. In production builds and outside browsers (no `document`), these functions do nothing. */
export interface Devtools {
  /** Shows the panel. The focus does not move. */
  open(): void
  /** Hides the panel. A button stays, and events are still recorded. */
  hide(): void
  /** Removes the devtools from the page, and stops the recording of events. */
  close(): void
  /** Calls `close()` at the end of a `using` block. */
  [Symbol.dispose](): void
}
