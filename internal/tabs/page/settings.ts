/** What the server tells each page. Times: ms. */
export interface PageSettings {
  /** E.g. `p3.2`: the second page in the third place. */
  readonly page: string
  /** Do the pages share a token? Without a store, each page has a token of its own. */
  readonly isSharing: boolean
  /** Lifetime of the access tokens. */
  readonly lifetime: number
  /** Time between two requests of one session. */
  readonly interval: number
}

declare global {
  var settings: PageSettings
}
