// The beginning and the end of a session, in all tabs.
import { auth, session } from './auth.ts'

/** After a login, the server leads to `/?signed-in`. The cookie may be another user's, so a new session begins in all tabs. */
export async function beginAfterLogin(): Promise<void> {
  if (!new URLSearchParams(location.search).has('signed-in')) return
  history.replaceState(null, '', '/')
  await auth.setTokens(await session.obtain({ signal: AbortSignal.timeout(10_000) }))
}

let saved: Promise<void> = Promise.resolve()

/** Resolves when the other tabs can learn of the logout. A page that leaves earlier may take the logout with it. */
export function logoutSaved(): Promise<void> {
  return saved.catch(() => {})
}

/** The server forgets the session first. Otherwise another tab could get a token after the logout. */
export async function logOut(): Promise<void> {
  const response = await fetch('/logout', { method: 'POST' })
  if (!response.ok) throw new Error(`The logout failed with status ${response.status}.`)
  saved = auth.clear()
  await saved
}
