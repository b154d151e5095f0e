import { reconcile } from '../policy/reconcile.ts'
import { isEndOfSession, nextStoredToken, ownSession, type StoredToken, withClaim, withRefreshToken } from '../token/stored-token.ts'
import { tokenFromStore } from './token-from-store.ts'
import type { NewToken, ReadResponse, RefreshContext, RefreshResult } from './refresh-context.ts'
import { settleClaim } from './settle-claim.ts'
import type { Past } from './state.ts'

/** Maximum number of attempts to save. After that, the response is used from memory, and is written later. */
const mostRounds = 5

/**
 * Saves a token response. The token is returned only after the save. A rotated refresh token is then safe before a request uses the new
 * access token.
 *
 * @param rejected - the access token that the refresh replaces
 * @returns undefined: the response is not used, and the store must be read again
 */
export async function saveResponse(
  response: ReadResponse,
  rejected: string | undefined,
  context: RefreshContext,
): Promise<RefreshResult | undefined> {
  const { settings, store, spent, presentations, loggedOut, session, past, isVoid } = context
  const { grant, issued } = response
  const served = (stored: StoredToken): NewToken => ({ kind: 'token', stored, issued, grant })
  let { base, revision } = response

  for (let round = 1; round <= mostRounds; round++) {
    // A token that was requested before a logout is not used after the logout.
    if (response.logoutsMeanwhile !== past().logoutsMeanwhile) return undefined
    const next = recordOf(response, base, context)
    const saved = await store.save(next, revision, () => !isVoid())
    if (isVoid()) return { kind: 'void' }
    if (saved === 'saved') return served({ ...next, revision: revision + 1 })
    if (saved === 'failed') break

    const loaded = await store.tryLoad()
    if (isVoid()) return { kind: 'void' }
    const fromStore = loaded?.fromStore
    if (fromStore === undefined) {
      revision = 0
      continue
    }
    const seen = reconcile(session, undefined, fromStore, spent, loggedOut.has)
    if (seen.kind !== 'same') return seen
    if (isEndOfSession(fromStore)) return undefined
    if (loggedOut.has(fromStore.session)) {
      ;({ revision } = fromStore)
      continue
    }
    if (grant === 'obtain') {
      const faster = isNewer(fromStore, base) && fromStore.accessToken !== rejected ? tokenFromStore(fromStore, settings) : undefined
      // A newer token of the same session may be unusable here, for example if clocks differ. This is no reason for another token request.
      if (faster !== undefined || fromStore.session !== base?.session) return faster
    } else if (!presentations.isSame(fromStore.claim, response.base?.claim)) {
      return fromStore.accessToken === rejected ? undefined : tokenFromStore(fromStore, settings)
    } else if (isNewer(fromStore, base)) {
      // `setTokens()` has continued the same session in the meantime. The access token that it set stays, with the refresh token of this
      // response.
      const rotated = withRefreshToken(fromStore, response.token.refreshToken ?? fromStore.refreshToken)
      return tokenFromStore(await settleClaim(rotated, context), settings)
    }
    base = fromStore
    ;({ revision } = fromStore)
  }
  const next = { ...recordOf(response, base, context), revision }
  store.writeLater(next, revision)
  return served(next)
}

function isNewer(fromStore: StoredToken, base: StoredToken | undefined): boolean {
  return fromStore.generation > (base?.generation ?? 0)
}

/** Returns the record of a response. If the subject changes, another session begins, and no data of the earlier session is kept. */
function recordOf(
  { grant, token, subject, issued }: ReadResponse,
  given: StoredToken | undefined,
  { session, past }: RefreshContext,
): StoredToken {
  // The record of an obtained token does not keep the earlier refresh token, which was invalid or in doubt.
  const base = given !== undefined && grant === 'obtain' ? withRefreshToken(given, undefined) : given
  const generation = Math.max(past().lastGeneration, base?.generation ?? 0) + 1
  const next = { generation, issuedAt: issued.wall, subject }
  const isOther = subject !== undefined && base?.subject !== undefined && subject !== base.subject
  if (base === undefined || isEndOfSession(base) || isOther) {
    const name = isOther ? ownSession(generation) : (session ?? nameAfter(given, past()))
    return nextStoredToken(token, undefined, { ...next, session: name, sessionStart: issued.wall })
  }
  return withClaim(nextStoredToken(token, base, { ...next, session: base.session, sessionStart: base.sessionStart }), undefined)
}

/**
 * Returns the id of a new session, which contains the generation (number) of the last logout. A logout that only this process knows counts,
 * too, because the store may fail, or may not have that logout yet.
 */
function nameAfter(logout: StoredToken | undefined, { ended, lastLogout, lastGeneration }: Past): string {
  const name = ownSession(Math.max(logout?.generation ?? 0, lastLogout))
  return name === ended?.session ? ownSession(lastGeneration) : name
}
