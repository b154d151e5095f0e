import { chooseGrant } from '../policy/choose-grant.ts'
import { reconcile } from '../policy/reconcile.ts'
import { isEndOfSession, type StoredToken } from '../token/stored-token.ts'
import { tokenFromStore } from './token-from-store.ts'
import type { SessionOver } from './refresh-context.ts'
import type { SessionParts } from './session-parts.ts'
import { isBeforeSignIn, isDisposed, sessionIdOf, storedTokenOf } from './state.ts'

/** The record can change while it is read; so often, it is read again. */
const mostRounds = 5

/** Takes up what other processes have done in the store: a newer token, a login, a logout. */
export interface StoreSync {
  syncFromStore(): Promise<void>
  /**
   * After the end of a session: another process may have a newer token, or another session. Looks again after the shortest
   * cooldown.
   *
   * @returns undefined: the last look was a moment ago
   */
  lookForToken(): Promise<void> | undefined
  /** Applies a record that was found in the store. */
  applyFromStore(fromStore: StoredToken | undefined): void
  /** The store says that the session is over. */
  applySessionOver(over: SessionOver): void
}

export function createStoreSync({ driver, rawSource, settings, store, work, refreshing, emit }: SessionParts): StoreSync {
  const { clock } = settings
  let looking: Promise<void> | undefined
  /** Before this moment an ended session does not look into the store again, ms on the monotonic clock. */
  let nextLook = -Infinity

  return { syncFromStore, lookForToken, applyFromStore, applySessionOver }

  async function syncFromStore(): Promise<void> {
    for (let round = 0; round < mostRounds; round++) {
      const { session, past } = driver.state
      const loaded = await work.track(store.tryLoad())
      if (loaded === undefined || isDisposed(driver.state)) return
      const { fromStore } = loaded
      // A logout is the last word on its session, whatever has happened here meanwhile.
      if (fromStore !== undefined && isEndOfSession(fromStore) && fromStore.session === sessionIdOf(driver.state))
        return applyFromStore(fromStore)
      // A login or a refresh meanwhile may be newer than the record that was found, or older.
      const isUnchanged = driver.state.session.identity === session.identity && driver.state.past.lastGeneration === past.lastGeneration
      if (isUnchanged) return applyFromStore(fromStore)
    }
  }

  function lookForToken(): Promise<void> | undefined {
    if (clock.monotonic() < nextLook) return undefined
    looking ??= syncFromStore().finally(() => {
      looking = undefined
      nextLook = clock.monotonic() + settings.cooldown.min
    })
    return looking
  }

  function applyFromStore(fromStore: StoredToken | undefined): void {
    const id = sessionIdOf(driver.state)
    const known = storedTokenOf(driver.state)
    if (id === undefined && fromStore !== undefined && isEndOfSession(fromStore)) noteLogout(fromStore)
    const seen = reconcile(id, known, fromStore, refreshing.spent, driver.loggedOut.has)
    if (seen.kind === 'same') adopt(seen.latest, known)
    else applySessionOver(seen)
  }

  function noteLogout({ generation }: StoredToken): void {
    driver.dispatch({ kind: 'logout-learned', generation })
  }

  function applySessionOver({ kind, by }: SessionOver): void {
    if (kind === 'cleared') noteLogout(by)
    driver.endSession(kind)
    // The other session is served if its token is good.
    if (kind === 'replaced') adopt(by, undefined)
  }

  function adopt(latest: StoredToken | undefined, known: StoredToken | undefined): void {
    const { session, past } = driver.state
    if (latest === undefined || latest === known || (session.kind === 'unnamed' && isOver(latest))) return
    if (latest.accessToken === known?.accessToken) {
      driver.dispatch({ kind: 'record-changed', stored: latest })
      return
    }
    const newer = tokenFromStore(latest, settings)
    if (newer === undefined) return signInElsewhere(latest)
    const isResumed = session.kind === 'unnamed' && latest.session === past.ended?.session
    driver.activate(newer.stored, newer.issued)
    if (isResumed) emit('session-resumed', { generation: newer.stored.generation })
  }

  /** While nobody was signed in here, a session began in another process. Its token has expired, but can be refreshed. */
  function signInElsewhere(latest: StoredToken): void {
    if (!isBeforeSignIn(driver.state) || chooseGrant(rawSource, latest, clock.wall()) !== 'refresh') return
    driver.dispatch({ kind: 'session-found' })
    driver.rememberRefreshToken(latest)
  }

  /** Only a session that had no way to a token here may have found a token elsewhere. */
  function isOver({ session, accessToken }: StoredToken): boolean {
    const { ended } = driver.state.past
    return session === ended?.session && (ended?.reason !== 'no-grant' || accessToken === ended?.token?.accessToken)
  }
}
