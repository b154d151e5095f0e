/** Another tab of the same app, with a coordinator of its own on the same store. */
export interface SecondTab {
  /** Opens the tab for a session, unless it is open. Resolves when its coordinator has the token of this tab. */
  readonly open: (session: string, api: string) => Promise<void>
  /** Logs out in that tab. Resolves when its coordinator has ended the session. */
  readonly signOut: () => Promise<void>
  readonly close: () => void
}
