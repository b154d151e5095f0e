import type { Cooldown } from '../policy/cooldown.ts'
import { noteRejectedReplay } from '../policy/rejected-replays.ts'
import { spent } from '../policy/rejection-budget.ts'
import { ownSession, type StoredToken } from '../token/stored-token.ts'
import { type ActiveToken, withRecord } from './active-token.ts'
import type { EventOf, SessionEvent } from './session-event.ts'
import { cooldownOf, type EndpointTag, type Past, sessionIdOf, type SessionState, storedTokenOf, type TokenTag } from './state.ts'

/**
 * Returns the state after an event. The caller applies the effects outside the state, such as the end of a wait.
 *
 * @param monotonic - the current time, ms
 */
export function transition(state: SessionState, event: SessionEvent, monotonic: number): SessionState {
  switch (event.kind) {
    case 'token-used':
      return withToken(state, { isUsed: true })
    case 'timer-rang':
      return withToken(state, { isUsed: false })
    case 'token-accepted':
      return withToken(state, { isAccepted: true })
    case 'token-rejected':
      return withToken(state, { isRejected: true })
    case 'record-changed':
      return recordChanged(state, event.stored)
    case 'replay-rejected':
      return { ...state, rejectedReplays: noteRejectedReplay(state.rejectedReplays, event.generation, monotonic, event.cooldown) }
    case 'budget-spent':
      return { ...state, budget: spent(state.budget, monotonic) }
    case 'refresh-started':
      return {
        ...state,
        endpoint: { kind: 'refreshing', refresh: event.refresh, lastCooldown: cooldownOf(state) },
        past: { ...state.past, refreshesBegun: state.past.refreshesBegun + 1 },
      }
    case 'refresh-ended':
      return withToken({ ...state, endpoint: endpointWith(cooldownOf(state)) }, { isRejected: false })
    case 'refresh-failed':
      return { ...state, endpoint: endpointWith(event.cooldown) }
    case 'source-closed':
      return { ...state, source: { kind: 'closed', failure: event.failure, retryAt: event.retryAt } }
    case 'token-received':
      return received(state, event)
    case 'token-restored':
      return withActiveToken(state, event.token, state.token.kind === 'active' && state.token.isUsed)
    case 'generation-used':
      return withPast(state, { lastGeneration: Math.max(state.past.lastGeneration, event.generation) })
    case 'logout-learned':
      return logoutLearned(state, event.generation)
    case 'session-found':
      return reopened(state, state.endpoint.kind === 'refreshing' ? { ...state.endpoint, lastCooldown: undefined } : { kind: 'idle' })
    case 'sign-in-missing':
      return { ...state, end: { kind: 'ended', reason: event.reason, cause: event.cause } }
    case 'session-ended':
      return ended(state, event)
  }
}

/** Returns the state with a new token, and without the earlier rejection, cooldown and session end. */
function received(state: SessionState, { token, refresh }: EventOf<'token-received'>): SessionState {
  const next = withActiveToken(reopened(state, { kind: 'idle' }), token, false)
  if (refresh === undefined) return next
  return withPast(next, {
    expiredInARow: refresh.isExpired ? state.past.expiredInARow + 1 : 0,
    lastReplacement: refresh.reason === 'rejected' ? token : state.past.lastReplacement,
  })
}

/**
 * Returns the state with a logout, whose generation (number) becomes a part of the next session's id. If a refresh is in progress, its
 * response is then not used.
 */
function logoutLearned(state: SessionState, generation: number): SessionState {
  const { past, endpoint } = state
  if (past.lastLogout >= generation) return state
  return withPast(state, {
    lastLogout: generation,
    lastGeneration: Math.max(past.lastGeneration, generation),
    logoutsMeanwhile: past.logoutsMeanwhile + (endpoint.kind === 'refreshing' ? 1 : 0),
  })
}

function ended(state: SessionState, { reason, cause, next, isLast }: EventOf<'session-ended'>): SessionState {
  const { past, end } = state
  const id = sessionIdOf(state)
  const session = id ?? (reason === 'cleared' ? (past.lastSession ?? ownSession(past.lastLogout)) : undefined)
  // If there is still no grant, the facts about the session that ended before stay.
  const isNews = id !== undefined || end.kind === 'open' || reason !== 'no-grant'
  return withPast(
    {
      ...state,
      session: { kind: 'unnamed', identity: next },
      token: { kind: 'none' },
      endpoint: endpointWith(cooldownOf(state)),
      end: isLast ? { kind: 'ended', reason, cause } : end,
    },
    { ended: isNews ? { session, token: storedTokenOf(state), reason } : past.ended },
  )
}

/** Returns the state with a changed record of the active token, for example with another refresh token. The access token is the same. */
function recordChanged(state: SessionState, stored: StoredToken): SessionState {
  const { token } = state
  if (token.kind === 'none' || token.token.record.accessToken !== stored.accessToken) return state
  return withToken(state, { token: withRecord(token.token, stored) })
}

function reopened(state: SessionState, endpoint: EndpointTag): SessionState {
  return { ...state, endpoint, end: { kind: 'open' }, source: { kind: 'open' } }
}

/** Returns the state with an active token. The first token of a session gives the session its id. */
function withActiveToken(state: SessionState, token: ActiveToken, isUsed: boolean): SessionState {
  const { session: id, generation } = token.record.toStored()
  return withPast(
    {
      ...state,
      session: state.session.kind === 'named' ? state.session : { kind: 'named', identity: state.session.identity, id },
      token: { kind: 'active', token, isRejected: false, isAccepted: false, isUsed },
    },
    { lastSession: id, lastGeneration: Math.max(state.past.lastGeneration, generation) },
  )
}

function withToken(state: SessionState, changes: Partial<Extract<TokenTag, { kind: 'active' }>>): SessionState {
  return state.token.kind === 'active' ? { ...state, token: { ...state.token, ...changes } } : state
}

function withPast(state: SessionState, changes: Partial<Past>): SessionState {
  return { ...state, past: { ...state.past, ...changes } }
}

function endpointWith(cooldown: Cooldown | undefined): EndpointTag {
  return cooldown === undefined ? { kind: 'idle' } : { kind: 'cooling-down', cooldown }
}
