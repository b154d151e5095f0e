import { throwIfAborted } from '../lib/abort.ts'
import { TokenUnavailableError } from '../lib/errors.ts'
import { createRefreshReliability } from '../policy/refresh-reliability.ts'
import { type PeekedSession, peekedSession, sessionStatus } from '../policy/session-status.ts'
import { expiryOf } from '../token/stored-token.ts'
import type { TokenResponse } from '../token/token-response.ts'
import { createSpentTokens } from '../token/used-refresh-tokens.ts'
import type { ActiveToken } from './active-token.ts'
import { createBackgroundWork } from './background-work.ts'
import type { Emitter } from './events.ts'
import { logOut, setTokens } from './login.ts'
import type { Settings } from './options.ts'
import type { PoolMember } from './pool-member.ts'
import { createPresentedTokens } from './presented-refresh-tokens.ts'
import { createRefreshes } from './refresh.ts'
import { createRejections, type Rejections } from './rejections.ts'
import { createSessionDriver, type SessionDriver } from './session-driver.ts'
import type { PresentSession, SessionIdentity } from './session-identity.ts'
import type { SessionParts } from './session-parts.ts'
import { createSessionSource } from './session-source.ts'
import { expectRefreshable, isBeforeSignIn, isDisposed, isRefreshable, mayAskAgain, type Refresh, refreshOf, sessionIdOf } from './state.ts'
import { createStoreSync } from './sync-from-store.ts'

/** Manages the token of a coordinator: decides which calls may use the token, and when the token is refreshed. */
export interface Session extends Rejections, PoolMember {
  readonly driver: SessionDriver
  /** The session of a call that begins now. */
  readonly present: SessionIdentity
  /** Number of refreshes that have begun. */
  readonly refreshesBegun: number
  /** Number of callers that have waited for the refresh in progress, including callers that left; 0: no refresh is in progress. */
  readonly waiters: number
  /** True: no session has begun yet, because no token can be requested or because the source has reported that nobody is signed in. */
  readonly isBeforeSignIn: boolean
  /**
   * Returns the token to send now, without a wait; undefined: no token can be used. Starts a refresh in the background if a refresh is due.
   */
  currentToken(): ActiveToken | undefined
  /**
   * Resolves with the token for a request, and waits for a refresh if needed. Rejects with a typed error, or with the reason of `signal`.
   *
   * @param of - the session that the call began in; if this session ends, the wait ends
   */
  nextToken(of: SessionIdentity, signal?: AbortSignal | null): Promise<ActiveToken>
  /** Returns the facts that are known without a call of the store or the source. Starts no refresh. */
  peek(): PeekedSession
  /**
   * Sets tokens that the application got itself, for example from a login. These tokens replace the result of a refresh in progress.
   * `same`: the tokens continue the current session. `new`: a new session begins.
   */
  setTokens(response: TokenResponse, kept: 'same' | 'new'): Promise<void>
  /** Ends the session, also in the store, and also at the server if `isRevoked` is true. Drops the result of a refresh in progress. */
  clear(isRevoked?: boolean): Promise<void>
  /** Ends the session for good: no call gets a token. A request that carries a refresh token still completes, and its tokens are saved. */
  dispose(): void
}

/** Maximum number of waits of one caller. A caller waits again if the new token can no longer be used when the caller gets it. */
const mostWaits = 5

export function createSession(given: Settings, emitter: Emitter): Session {
  const { clock } = given
  const now = (): number => clock.monotonic()
  const source = createSessionSource(given, () => driver.state.source.kind === 'closed' && !mayAskAgain(driver.state, now()))
  const settings: Settings = { ...given, source }
  const driver: SessionDriver = createSessionDriver({ ...settings, mayObtain: () => source.obtain !== undefined, onDue }, emitter)
  const store = settings.openStore({ emit: emitter.emit, clock, keyBinding: given.source.keyBinding })
  const work = createBackgroundWork()
  const { spent = createSpentTokens(), presentations = createPresentedTokens() } = given
  const tools = { spent, presentations, reliability: createRefreshReliability() }
  const { loggedOut } = driver
  const refreshing = { ...tools, settings, store, work, loggedOut, emit: emitter.emit, past: () => driver.state.past }
  const parts: SessionParts = { driver, rawSource: given.source, settings, store, work, refreshing, emit: emitter.emit }
  const sync = createStoreSync(parts)
  const refreshes = createRefreshes(parts, sync)
  const rejections = createRejections(driver, settings, refreshes)
  const leaveStore = store.subscribe(() => sync.syncFromStore())
  const leaveOther = given.source.followEnd?.(() => void logOut(parts).catch(() => {}))
  const unsubscribe = (): void => {
    leaveStore()
    leaveOther?.()
  }

  return {
    driver,
    get present() {
      return driver.state.session.identity
    },
    stored: driver.stored,
    get refreshesBegun() {
      return driver.state.past.refreshesBegun
    },
    get waiters() {
      return refreshOf(driver.state)?.waiters ?? 0
    },
    get isBeforeSignIn() {
      return isBeforeSignIn(driver.state)
    },
    ...rejections,
    currentToken,
    nextToken,
    peek() {
      const { end, past } = driver.state
      const status = sessionStatus(sessionIdOf(driver.state), end.kind === 'ended', past.ended?.reason)
      return peekedSession(status, driver.usableToken()?.record.accessToken, expiryOf(driver.stored()))
    },
    async setTokens(response, kept) {
      if (isDisposed(driver.state)) expectRefreshable(driver.state, now())
      await setTokens(response, kept, parts, sync)
    },
    clear: (isRevoked) => logOut(parts, isRevoked),
    dispose() {
      if (isDisposed(driver.state)) return
      driver.endSession('disposed')
      unsubscribe()
    },
    retire() {
      unsubscribe()
      driver.stopTimer()
    },
    async idle() {
      await work.idle()
      await store.idle()
    },
  }

  function currentToken(): ActiveToken | undefined {
    const { token } = driver.state
    if (token.kind === 'none' || token.isRejected) return undefined
    if (!token.isUsed) driver.dispatch({ kind: 'token-used' })
    const phase = driver.phase()
    if (phase === 'expired') return undefined
    if (phase === 'due') refreshInBackground()
    return token.token
  }

  async function nextToken(of: SessionIdentity, signal?: AbortSignal | null): Promise<ActiveToken> {
    for (let wait = 0; wait < mostWaits; wait++) {
      throwIfAborted(signal)
      ;(of as PresentSession).throwIfEnded()
      // If a call waited for a new token, the call does not count as a use of that token.
      const token = wait === 0 ? currentToken() : driver.usableToken()
      if (token !== undefined) return token
      const { end } = driver.state
      const looking = end.kind === 'ended' && end.reason !== 'disposed' ? sync.lookForToken() : undefined
      if (looking !== undefined) {
        await looking
        if (driver.state.token.kind === 'active') continue
      }
      const settlement = await (refreshOf(driver.state) ?? startRefresh()).join(signal)
      ;(of as PresentSession).throwIfEnded()
      if (settlement.kind === 'token') continue
      // A token that one server rejected may still be valid for other servers. Until it expires, it is better than an error.
      const { token: rejected } = driver.state
      if (rejected.kind === 'none' || driver.phase() === 'expired') throw settlement.error()
      return rejected.token
    }
    throw new TokenUnavailableError('No token lasted long enough to be used.', clock.wall())
  }

  /** @throws {EverbearerError} the session has ended, or a cooldown (the pause after a failed refresh) is in progress */
  function startRefresh(): Refresh {
    expectRefreshable(driver.state, now())
    return refreshes.start(driver.state.token.kind === 'none' ? 'missing' : 'expired')
  }

  function refreshInBackground(): void {
    const { endpoint } = driver.state
    if (endpoint.kind !== 'refreshing' && isRefreshable(driver.state, now()) && refreshes.canRefresh()) refreshes.start('due')
  }

  function onDue(): void {
    const { token, endpoint } = driver.state
    if (token.kind === 'none' || !token.isUsed || endpoint.kind === 'refreshing' || !refreshes.canRefresh()) return
    driver.dispatch({ kind: 'timer-rang' })
    refreshes.start('due')
  }
}
