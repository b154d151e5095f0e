import { throwIfAborted } from '../lib/abort.ts'
import { TokenUnavailableError } from '../lib/errors.ts'
import { createRefreshReliability } from '../policy/refresh-reliability.ts'
import { type PeekedSession, peekedSession, sessionStatus } from '../policy/session-status.ts'
import type { TokenResponse } from '../token/token-response.ts'
import { createSpentTokens } from '../token/used-refresh-tokens.ts'
import type { ActiveToken } from './active-token.ts'
import { createBackgroundWork } from './background-work.ts'
import type { Emitter } from './events.ts'
import { logOut, setTokens } from './login.ts'
import type { Settings } from './options.ts'
import { createPresentedTokens } from './presented-refresh-tokens.ts'
import { createRefreshes } from './refresh.ts'
import { createRejections, type Rejections } from './rejections.ts'
import { createSessionDriver, type SessionDriver } from './session-driver.ts'
import type { PresentSession, SessionIdentity } from './session-identity.ts'
import type { SessionParts } from './session-parts.ts'
import { createSessionSource } from './session-source.ts'
import { expectRefreshable, isBeforeSignIn, isDisposed, isRefreshable, mayAskAgain, type Refresh, refreshOf, sessionIdOf } from './state.ts'
import { createStoreSync } from './sync-from-store.ts'

/** A coordinator's token through all its generations: who may use it now, and when it is refreshed. */
export interface Session extends Rejections {
  /** The session that a call belongs to which begins now. */
  readonly present: SessionIdentity
  /** How many refreshes have begun. */
  readonly refreshesBegun: number
  /** How many callers have waited for the present refresh so far, those that left included; 0: no refresh is under way. */
  readonly waiters: number
  /** Has nobody signed in, as far as the source or the store has said? */
  readonly isBeforeSignIn: boolean
  /**
   * The token to send now, without waiting; undefined: no token is good. Past its soft window this also starts a refresh in the
   * background.
   */
  currentToken(): ActiveToken | undefined
  /**
   * The token to send, waited for. Rejects with a typed error, or with the signal's reason.
   *
   * @param of - the session that the call began in: its end ends the wait
   */
  nextToken(of: SessionIdentity, signal?: AbortSignal | null): Promise<ActiveToken>
  /** What is known without asking store or source. Starts nothing. */
  peek(): PeekedSession
  /** Replaces the token from outside, as after a login. Wins over a refresh in progress. */
  setTokens(response: TokenResponse, kept: 'same' | 'new'): Promise<void>
  /** Ends the session in the store, too. Wins over a refresh in progress. */
  clear(): Promise<void>
  /** Ends service. A refresh token that was presented is seen through and saved. */
  dispose(): void
  /** Leaves the store's notices and the timer; the session serves on and learns of other processes at each refresh. */
  retire(): void
  /** Resolves when nothing is under way any more, in the store either. */
  idle(): Promise<void>
}

/** A token can be replaced while a caller is on its way to it; so often, the caller waits on. */
const mostWaits = 5

export function createSession(given: Settings, emitter: Emitter): Session {
  const { clock } = given
  const now = (): number => clock.monotonic()
  const source = createSessionSource(given, () => driver.state.source.kind === 'closed' && !mayAskAgain(driver.state, now()))
  const settings: Settings = { ...given, source }
  const driver: SessionDriver = createSessionDriver({ ...settings, mayObtain: () => source.obtain !== undefined, onDue }, emitter)
  const store = settings.openStore({ emit: emitter.emit, clock, timeout: settings.refreshTimeout })
  const work = createBackgroundWork()
  const tools = { spent: createSpentTokens(), presentations: createPresentedTokens(), reliability: createRefreshReliability() }
  const { loggedOut } = driver
  const refreshing = { ...tools, settings, store, work, loggedOut, emit: emitter.emit, past: () => driver.state.past }
  const parts: SessionParts = { driver, rawSource: given.source, settings, store, work, refreshing, emit: emitter.emit }
  const sync = createStoreSync(parts)
  const refreshes = createRefreshes(parts, sync)
  const rejections = createRejections(driver, settings, refreshes)
  const unsubscribe = store.subscribe(() => sync.syncFromStore())

  return {
    get present() {
      return driver.state.session.identity
    },
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
      return peekedSession(status, driver.usableToken()?.record.accessToken)
    },
    async setTokens(response, kept) {
      if (isDisposed(driver.state)) expectRefreshable(driver.state, now())
      await setTokens(response, kept, parts, sync)
    },
    clear: () => logOut(parts),
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
      // The call that a token was asked for is no sign that the token is in use.
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
      // A token that a server rejected may still be good for others: better than an error while it lasts.
      const { token: rejected } = driver.state
      if (rejected.kind === 'none' || driver.phase() === 'expired') throw settlement.error()
      return rejected.token
    }
    throw new TokenUnavailableError('No token lasted long enough to be used.', clock.wall())
  }

  /** @throws {EverbearerError} the session has ended, or the token endpoint is cooling down */
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
