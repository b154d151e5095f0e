/** What the page asks of the second tab. */
export interface TabRequest {
  readonly kind: 'everbearer-playground'
  readonly ask: 'open' | 'sign-out'
  readonly session: string
  readonly api: string
}

/** What the second tab responds, through the port that came with the request. */
export interface TabResponse {
  /** Why it did not work. */
  readonly problem: string | undefined
}

/** Is a message one of the page's? */
export function isTabRequest(data: unknown): data is TabRequest {
  return (data as Partial<TabRequest> | null)?.kind === 'everbearer-playground'
}
