import { readClock } from '../lib/clock.ts'
import { StoreError } from '../lib/errors.ts'
import { readTokenResponse, type TokenResponse } from '../token/token-response.ts'
import { endOfSession, isEndOfSession, nextStoredToken, ownSession, type StoredToken } from '../token/stored-token.ts'
import { randomId } from './presented-refresh-tokens.ts'
import { revokeTokens } from './revoke-tokens.ts'
import { saveWithin } from './save-within.ts'
import type { SessionParts } from './session-parts.ts'
import { isDisposed, storedTokenOf } from './state.ts'
import type { StoreSync } from './sync-from-store.ts'

/**
 * Sets tokens that the application got itself, for example from a login. These tokens replace the result of a refresh in progress.
 *
 * @param kept - `same`: the tokens continue the current session, if a session exists and the tokens belong to no other subject. Otherwise,
 * a new session begins.
 * @throws {TokenResponseError} the tokens can't be used
 */
export async function setTokens(response: TokenResponse, kept: 'same' | 'new', parts: SessionParts, sync: StoreSync): Promise<void> {
  const { driver, settings, store, work, emit } = parts
  const issued = readClock(settings.clock)
  const grant = readTokenResponse(response, settings.scheme, issued.wall)
  if ('error' in grant) throw grant.error
  const { past, session: present } = driver.state
  const known = storedTokenOf(driver.state)
  const subject = settings.subject(response)
  const isOther = subject !== undefined && known?.subject !== undefined && subject !== known.subject
  const next = { generation: past.lastGeneration + 1, issuedAt: issued.wall, subject }

  if (kept === 'same' && known !== undefined && present.kind === 'named' && !isOther) {
    const stored = nextStoredToken(grant, known, { ...next, session: known.session, sessionStart: known.sessionStart })
    driver.activate(stored, issued)
    emit('tokens-set', { generation: next.generation, session: 'same' })
    const isVoid = (): boolean => driver.state.session.identity !== present.identity
    await work.track(
      saveWithin(store, {
        record: stored,
        hasRefreshToken: grant.refreshToken !== undefined,
        isVoid,
        onSaved: (record) => driver.dispatch({ kind: 'record-changed', stored: record }),
        onOther: (fromStore) => sync.applyFromStore(fromStore),
      }),
    )
    return
  }
  const stored = nextStoredToken(grant, undefined, { ...next, session: randomId(), sessionStart: issued.wall })
  if (present.kind === 'named') driver.endSession('replaced')
  driver.activate(stored, issued)
  emit('tokens-set', { generation: next.generation, session: 'new' })
  const result = await work.track(store.replace('login', stored, past.lastSession))
  if (result === 'replaced') await sync.syncFromStore()
}

/**
 * Ends the session in this process and in the store. The result of a refresh in progress is dropped.
 *
 * @param isRevoked - should the server revoke the tokens afterwards?
 * @throws {StoreError} the store could not save the logout; before the next read of the store, the logout is saved again
 */
export async function logOut(parts: SessionParts, isRevoked?: boolean): Promise<void> {
  const { driver, settings, store, work } = parts
  const { past } = driver.state
  let last = storedTokenOf(driver.state)
  // The token in the store may be newer than the token in memory. A new process has no token in memory.
  const remember = (fromStore: StoredToken): void => {
    if (!isEndOfSession(fromStore)) last = fromStore
  }
  const session = past.lastSession ?? ownSession(past.lastLogout)
  const logout = endOfSession(session, past.lastGeneration + 1, settings.clock.wall())
  const { generation } = logout
  driver.dispatch({ kind: 'generation-used', generation })
  const saved = work.track(store.replace('logout', logout, past.lastSession, remember))
  if (!isDisposed(driver.state)) driver.endSession('cleared', undefined, saved)
  driver.dispatch({ kind: 'logout-learned', generation })
  const result = await saved
  if (isRevoked === true) void work.track(revokeTokens(last, parts))
  if (result === 'pending') throw new StoreError('The session has ended in this process, but the store could not save the logout yet.')
}
