export const engineNames = ['chromium', 'firefox', 'webkit'] as const

export type EngineName = (typeof engineNames)[number]

/** How a browser starts. */
export interface LaunchOptions {
  /** Opens private windows only. WebKitGTK's windows under automation are always private. @default false */
  readonly isPrivate?: boolean
  /** More of Chromium's command line; other engines have none. @default none */
  readonly switches?: readonly string[]
}

/** A browser under way. Its disposal ends the browser and all of its processes. */
export interface Engine extends AsyncDisposable {
  readonly name: EngineName
  readonly version: string
  /**
   * Opens a page in a window of its own, so that the page is visible and its timers run. All pages of an engine share cookies,
   * IndexedDB, Web Locks and channels.
   */
  readonly openTab: (url: string) => Promise<Tab>
  /** What the driver cannot do, by name of the method of `Tab`, with the reason. */
  readonly limits: Readonly<Partial<Record<LimitedMethod, string>>>
}

export type LimitedMethod = 'freeze' | 'back' | 'crash'

export interface Tab {
  /**
   * Evaluates an expression in the page, awaits its promise and returns a copy of the value, as by JSON.
   *
   * @param timeout - ms. Default: 30_000
   * @throws {Error} the expression throws or rejects, the page is left meanwhile, or the time is over
   */
  readonly evaluate: <T>(expression: string, timeout?: number) => Promise<T>
  /** Opens another page in the tab. Resolves after the page's `load`. */
  readonly goto: (url: string) => Promise<void>
  readonly reload: () => Promise<void>
  /** Goes one step back in the history, where the engine may have kept the page in its back/forward cache. */
  readonly back: () => Promise<void>
  /** Stops the page's tasks, as browsers do to save power. @throws {Error} the engine has a limit `freeze` */
  readonly freeze: () => Promise<void>
  /** Ends what `freeze` began. */
  readonly thaw: () => Promise<void>
  /** Ends the page's process at once, without events for the page. The tab is unusable then. @throws {Error} the engine has a limit `crash` */
  readonly crash: () => Promise<void>
  /** Closes the tab. The page gets its events, such as `pagehide`. */
  readonly close: () => Promise<void>
}
