import { type Clock, readClock } from '../lib/clock.ts'
import { SessionEndedError, type SessionEndReason } from '../lib/errors.ts'
import { createRecentSet, type RecentSet } from '../lib/recent-set.ts'
import type { Cooldown } from '../policy/cooldown.ts'
import type { IssuedMoment } from '../policy/issued-moment.ts'
import { isEndOfSession, type StoredToken, withRefreshTokenOf } from '../token/stored-token.ts'
import { type Phase, phaseAt } from '../token/token-lifetime.ts'
import { type ActiveToken, createActiveToken, type TokenPolicy } from './active-token.ts'
import type { Emitter } from './events.ts'
import type { RefreshReason } from './refresh-events.ts'
import type { RefreshTimer } from './refresh-timer.ts'
import type { EventOf, SessionEvent } from './session-event.ts'
import { createSessionIdentity } from './session-identity.ts'
import type { SharedLogin } from './shared-login.ts'
import { initialState, refreshOf, remainingCooldown, sessionIdOf, type SessionState, storedTokenOf } from './state.ts'
import { createPhaseReader } from './token-phase.ts'
import { transition } from './transition.ts'

/** Maximum number of logouts that are remembered. */
const mostLoggedOut = 100

/** Holds the state of a session, and applies the effects of each event: ends waits, sets the timer, emits events. */
export interface SessionDriver {
  readonly state: SessionState
  /** The record of the active token; undefined: there is no token. */
  readonly stored: () => StoredToken | undefined
  /** Ids of the sessions that were logged out in this coordinator. */
  readonly loggedOut: RecentSet<string>
  dispatch(event: SessionEvent): void
  /**
   * Returns the phase of the active token: `fresh`, `due` (a refresh in the background follows) or `expired`. Without a token: `expired`.
   */
  phase(): Phase
  /** Returns the active token; undefined: there is no token, or the token has expired or was rejected. */
  usableToken(): ActiveToken | undefined
  /**
   * Replaces the active token.
   *
   * @param issued - the moment when the token's lifetime begins
   * @param reason - reason of the refresh that brought the token; undefined: a login or another process brought the token
   */
  activate(stored: StoredToken, issued: IssuedMoment, reason?: RefreshReason): void
  /**
   * Keeps the last known refresh token in memory, in case the store fails before the next refresh. If requests can use the active access
   * token, they continue to use this access token.
   */
  rememberRefreshToken(known: StoredToken | undefined): void
  /**
   * @param saved - resolves when the store has saved the end of the session, or has failed. The event `session-ended` is emitted after
   * that, because a page may navigate away at this event
   */
  endSession(reason: SessionEndReason, cause?: unknown, saved?: Promise<unknown>): void
  /** Stops the timer until the next token or the next failed refresh. */
  stopTimer(): void
}

export interface DriverOptions extends TokenPolicy {
  readonly clock: Clock
  readonly identityOf?: SharedLogin['identityOf']
  readonly proactive: RefreshTimer | undefined
  /** Returns whether the source can get a token with its own credentials (`obtain`), so that another session can begin after a logout. */
  readonly mayObtain: () => boolean
  /** Called when the token is due, to refresh it in the background. */
  readonly onDue: () => void
}

export function createSessionDriver(options: DriverOptions, { emit }: Emitter): SessionDriver {
  const { clock, mayObtain, onDue, identityOf = createSessionIdentity } = options
  const reader = createPhaseReader(clock)
  const timer = options.proactive?.create(clock, untilRefresh, onDue)
  const loggedOut = createRecentSet<string>(mostLoggedOut)
  let state = initialState(identityOf(1), clock.monotonic())
  let untoldEnd: { readonly reason: SessionEndReason } | undefined

  const driver: SessionDriver = {
    get state() {
      return state
    },
    stored: () => storedTokenOf(state),
    loggedOut,
    dispatch,
    phase: () => (state.token.kind === 'none' ? 'expired' : reader.phaseOf(state.token.token.deadlines)),
    usableToken: () =>
      state.token.kind === 'none' || state.token.isRejected || driver.phase() === 'expired' ? undefined : state.token.token,

    activate(stored, issued, reason) {
      const token = createActiveToken(stored, issued, state.past.refreshesBegun, state.session.identity, options)
      const now = readClock(clock)
      const isExpired = phaseAt(token.deadlines, now.wall, now.monotonic) === 'expired'
      dispatch({ kind: 'token-received', token, refresh: reason && { reason, isExpired } })
    },

    rememberRefreshToken(known) {
      if (known === undefined) return
      if (isEndOfSession(known)) {
        if (state.session.kind === 'unnamed') dispatch({ kind: 'logout-learned', generation: known.generation })
        return
      }
      const id = sessionIdOf(state)
      const serving = driver.usableToken()
      if (storedTokenOf(state)?.accessToken === known.accessToken) dispatch({ kind: 'record-changed', stored: known })
      else if (serving !== undefined && id === known.session) {
        // Only the refresh token of that record is used, because its access token can't be used here.
        dispatch({ kind: 'record-changed', stored: withRefreshTokenOf(known, serving.record.toStored()) })
        dispatch({ kind: 'generation-used', generation: known.generation })
      } else if (id === undefined || id === known.session) {
        const issued = { wall: known.issuedAt, monotonic: -Infinity }
        const token = createActiveToken(known, issued, state.past.refreshesBegun, state.session.identity, options)
        dispatch({ kind: 'token-restored', token })
      }
    },

    endSession(reason, cause, saved) {
      const isLast = reason !== 'replaced' && (reason !== 'cleared' || !mayObtain())
      const next = identityOf(state.session.identity.number + 1)
      dispatch({ kind: 'session-ended', reason, cause, next, isLast })
      if (saved === undefined) return tellEnd()
      const end = untoldEnd
      const tell = (): void => void (end === untoldEnd && tellEnd())
      void saved.then(tell)
    },

    stopTimer: () => timer?.disarm(),
  }
  return driver

  function dispatch(event: SessionEvent): void {
    // The event `session-ended` is emitted before the next session begins.
    if (event.kind === 'token-received' || event.kind === 'session-ended') tellEnd()
    const before = state
    state = transition(before, event, clock.monotonic())
    if (state.session.kind === 'named' && state.session !== before.session) state.session.identity.assignId(state.session.id)
    if (event.kind === 'session-ended') finishSession(before, event)
    if (event.kind === 'refresh-failed') tellCooldown(event.cooldown)
    if (event.kind === 'refresh-failed' || event.kind === 'token-received') timer?.arm()
    if (event.kind === 'token-received') refreshOf(before)?.settle({ kind: 'token' })
  }

  function tellCooldown({ duration, retryAt, failures }: Cooldown): void {
    emit('cooldown', { duration, until: retryAt, failures })
  }

  function finishSession(before: SessionState, { reason, cause }: EventOf<'session-ended'>): void {
    const id = sessionIdOf(before)
    timer?.disarm()
    if (reason === 'cleared' && id !== undefined) loggedOut.add(id)
    before.session.identity.end(reason, cause)
    if (id !== undefined || (before.end.kind === 'open' && state.end.kind === 'ended')) untoldEnd = { reason }
    refreshOf(before)?.settle({ kind: 'error', error: () => new SessionEndedError(reason, cause) })
  }

  function tellEnd(): void {
    if (untoldEnd === undefined) return
    const end = untoldEnd
    untoldEnd = undefined
    emit('session-ended', end)
  }

  function untilRefresh(): number {
    const untilDue = state.token.kind === 'none' ? Infinity : reader.untilDue(state.token.token.deadlines)
    return Math.max(untilDue, remainingCooldown(state, clock.monotonic()))
  }
}
