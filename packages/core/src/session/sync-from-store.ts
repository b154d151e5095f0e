import { chooseGrant } from '../policy/choose-grant.ts'
import { reconcile } from '../policy/reconcile.ts'
import { recordToBringForward } from '../policy/record-to-bring-forward.ts'
import { isEndOfSession, type StoredToken } from '../token/stored-token.ts'
import { tokenFromStore } from './token-from-store.ts'
import type { SessionOver } from './refresh-context.ts'
import type { SessionParts } from './session-parts.ts'
import { isBeforeSignIn, isDisposed, sessionIdOf, storedTokenOf } from './state.ts'

/** Maximum number of reads of the record. A read is repeated if the session changes during the read. */
const mostRounds = 5

/** Applies the changes that other processes have written to the store: a newer token, a login, a logout. */
export interface StoreSync {
  syncFromStore(): Promise<void>
  /**
   * Looks in the store for a newer token or another session, after the end of a session. Between two looks, at least `cooldown.min` must
   * pass.
   *
   * @returns undefined: it is too early for the next look
   */
  lookForToken(): Promise<void> | undefined
  /** Applies a record that was found in the store. */
  applyFromStore(fromStore: StoredToken | undefined): void
  /** Ends the session, because a record in the store shows that the session is over. */
  applySessionOver(over: SessionOver): void
}

export function createStoreSync({ driver, rawSource, settings, store, work, refreshing, emit }: SessionParts): StoreSync {
  const { clock } = settings
  let looking: Promise<void> | undefined
  /** The moment from which an ended session may read the store again, ms on the monotonic clock. */
  let nextLook = -Infinity

  return { syncFromStore, lookForToken, applyFromStore, applySessionOver }

  async function syncFromStore(): Promise<void> {
    for (let round = 0; round < mostRounds; round++) {
      const { session, past } = driver.state
      const loaded = await work.track(store.tryLoad())
      if (loaded === undefined || isDisposed(driver.state)) return
      const { fromStore } = loaded
      // A logout always ends its session, even if other events have happened here in the meantime.
      if (fromStore !== undefined && isEndOfSession(fromStore) && fromStore.session === sessionIdOf(driver.state))
        return applyFromStore(fromStore)
      // A login or a refresh in the meantime may be newer or older than the record.
      const isUnchanged = driver.state.session.identity === session.identity && driver.state.past.lastGeneration === past.lastGeneration
      if (isUnchanged) {
        applyFromStore(fromStore)
        return bringForward(fromStore)
      }
    }
  }

  /** Saves this session's record over an older record, for example after a failover that lost a write. */
  async function bringForward(fromStore: StoredToken | undefined): Promise<void> {
    const { session, end, endpoint } = driver.state
    const known = storedTokenOf(driver.state)
    // A refresh saves a newer record itself.
    if (known === undefined || end.kind === 'ended' || endpoint.kind === 'refreshing') return
    const next = recordToBringForward(fromStore, known, refreshing.spent)
    if (next === undefined) return
    const isWanted = (): boolean => driver.state.session.identity === session.identity && storedTokenOf(driver.state) === known
    await work.track(store.save(next, fromStore?.revision ?? 0, isWanted))
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
    // The other session becomes active if its token can be used.
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

  /** Handles a session that began in another process while nobody was signed in here. Its token has expired, but can be refreshed. */
  function signInElsewhere(latest: StoredToken): void {
    if (!isBeforeSignIn(driver.state) || chooseGrant(rawSource, latest, clock.wall()) !== 'refresh') return
    driver.dispatch({ kind: 'session-found' })
    driver.rememberRefreshToken(latest)
  }

  /**
   * Checks whether the session of a record is over here. A session that has ended continues only if no grant could get a token
   * (`no-grant`), and if the record has another token.
   */
  function isOver({ session, accessToken }: StoredToken): boolean {
    const { ended } = driver.state.past
    return session === ended?.session && (ended?.reason !== 'no-grant' || accessToken === ended?.token?.accessToken)
  }
}
