import { reconcile } from '../policy/reconcile.ts'
import { isEndOfSession, type StoredToken } from '../token/stored-token.ts'
import { tokenFromStore } from './token-from-store.ts'
import type { NewToken, RefreshContext, RefreshResult, SessionOver } from './refresh-context.ts'
import { type LatestToken, type Progress, type Step, stopped } from './refresh-progress.ts'

/** The result of a read of the store: the end of the refresh, or the token to refresh. */
export type Loaded =
  | Extract<Step, { kind: 'done' }>
  | { readonly kind: 'loaded'; readonly latest: LatestToken; readonly progress: Progress }

/**
 * The meaning of the store's record for a refresh. `token`: another process has got a token. `cleared`, `replaced`: a logout or another
 * session has ended this session. `none`: the refresh continues from the latest token.
 */
type Seen = NewToken | SessionOver | { readonly kind: 'none'; readonly latest: StoredToken | undefined }

/** Checks whether another process has got a token or has ended the session. */
export function compareWithStore(
  fromStore: StoredToken | undefined,
  { start, latest: known }: Pick<Progress, 'start' | 'latest'>,
  { settings, spent, session, loggedOut }: Pick<RefreshContext, 'settings' | 'spent' | 'session' | 'loggedOut'>,
): Seen {
  const seen = reconcile(session, known, fromStore, spent, loggedOut.has)
  if (seen.kind !== 'same') return seen
  const { latest } = seen
  const isNews = latest !== start && latest?.accessToken !== start?.accessToken
  return (isNews ? tokenFromStore(latest, settings) : undefined) ?? { kind: 'none', latest }
}

/** Reads the store. The refresh is done if another process has got a token or has ended the session. */
export async function loadLatest(before: Progress, context: RefreshContext): Promise<Loaded> {
  const { store, stop } = context
  const { latest: known } = before
  const done = (result: RefreshResult): Loaded => ({ kind: 'done', progress: before, result })

  const loaded = await store.tryLoad()
  if (stop.aborted) return done(stopped(known, context))
  const fromStore = loaded?.fromStore
  const seen = compareWithStore(fromStore, before, context)
  if (seen.kind !== 'none') return done(seen)

  const logout = fromStore !== undefined && isEndOfSession(fromStore) ? fromStore : undefined
  const firstLook = before.firstLook.kind === 'none' ? ({ kind: 'read', logout: logout?.generation } as const) : before.firstLook
  // The logout came during this refresh, so the known refresh token is older than the logout.
  const isFromBefore = logout !== undefined && logout.generation !== firstLook.logout && known?.refreshToken !== undefined
  if (isFromBefore) return done({ kind: 'cleared', by: logout })

  const { latest } = seen
  const revision = (loaded === undefined ? known?.revision : fromStore?.revision) ?? 0
  return { kind: 'loaded', latest: { token: latest, revision, isAway: loaded === undefined }, progress: { ...before, latest, firstLook } }
}
