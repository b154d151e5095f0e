/** The site that the tests look at. */
export interface SiteContext {
  readonly folder: string
  /** The path of the front page on its host. */
  readonly base: string
}

declare module 'vitest' {
  export interface ProvidedContext {
    readonly site: SiteContext
  }
}
