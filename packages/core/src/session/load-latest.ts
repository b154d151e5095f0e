import { reconcile } from '../policy/reconcile.ts'
import { isEndOfSession } from '../token/stored-token.ts'
import { adoptable } from './adoptable.ts'
import type { RefreshContext } from './refresh-context.ts'
import { type LatestToken, type Progress, type Step, stopped } from './refresh-progress.ts'

/** The end of the refresh, or the token to refresh. */
export type Loaded =
  | Extract<Step, { kind: 'done' }>
  | { readonly kind: 'loaded'; readonly latest: LatestToken; readonly progress: Progress }

/** Reads the store. The refresh is done if another process has got a token, or has ended the session. */
export async function loadLatest(before: Progress, context: RefreshContext): Promise<Loaded> {
  const { settings, store, spent, session, loggedOut, stop } = context
  const { start, known } = before
  const look = await store.load()
  if (stop.aborted) return { kind: 'done', progress: before, result: stopped(known, context) }
  const found = look?.found
  const seen = reconcile(session, known, found, spent, loggedOut.has)
  if (seen.kind !== 'same') return { kind: 'done', progress: before, result: seen }

  const logout = found !== undefined && isEndOfSession(found) ? found : undefined
  const firstLook = before.firstLook.kind === 'none' ? ({ kind: 'read', logout: logout?.generation } as const) : before.firstLook
  // A refresh token that a session was to begin with is from before this logout.
  if (logout !== undefined && logout.generation !== firstLook.logout && known?.refreshToken !== undefined)
    return { kind: 'done', progress: before, result: { kind: 'cleared', by: logout } }

  const { latest } = seen
  const isNews = latest !== start && latest?.accessToken !== start?.accessToken
  const adopted = isNews ? adoptable(latest, settings) : undefined
  if (adopted !== undefined) return { kind: 'done', progress: before, result: adopted }
  const revision = (look === undefined ? known?.revision : found?.revision) ?? 0
  const isAway = look === undefined
  return { kind: 'loaded', latest: { token: latest, revision, isAway }, progress: { ...before, known: latest, firstLook } }
}
