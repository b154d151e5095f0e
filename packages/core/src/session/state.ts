import { type EverbearerError, SessionEndedError, type SessionEndReason } from '../lib/errors.ts'
import type { Failure } from '../policy/classify-failure.ts'
import { type Cooldown, cooldownError } from '../policy/cooldown.ts'
import { noRejectedReplays, type RejectedReplays } from '../policy/rejected-replays.ts'
import { createRejectionBudget, type RejectionBudget } from '../policy/rejection-budget.ts'
import type { StoredToken } from '../token/stored-token.ts'
import type { ActiveToken } from './active-token.ts'
import type { PresentSession } from './session-identity.ts'
import type { Flight } from './single-flight.ts'

/** The data that a session keeps from one event to the next. `transition` creates each next state. */
export interface SessionState {
  readonly session: SessionTag
  readonly token: TokenTag
  readonly endpoint: EndpointTag
  readonly end: EndTag
  readonly source: SourceTag
  readonly rejectedReplays: RejectedReplays
  readonly budget: RejectionBudget
  readonly past: Past
}

/** The session of calls that begin now. */
export type SessionTag =
  /** The session has had no token yet, and so has no id. */
  | { readonly kind: 'unnamed'; readonly identity: PresentSession }
  /** `id`: id of the session, equal in all processes that share the store. */
  | { readonly kind: 'named'; readonly identity: PresentSession; readonly id: string }

export type TokenTag =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'active'
      readonly token: ActiveToken
      /** Has a server rejected the token, so that a newer token is needed? */
      readonly isRejected: boolean
      /** Has a server accepted the token? */
      readonly isAccepted: boolean
      /** True: a caller has asked for the token. The timer refreshes only such a token, so an idle process refreshes nothing. */
      readonly isUsed: boolean
    }

/**
 * The state of the token endpoint. A cooldown is the pause after a failed refresh. Each further failure makes the next cooldown longer, so
 * the last cooldown is kept until a new token comes.
 */
export type EndpointTag =
  | { readonly kind: 'idle' }
  | { readonly kind: 'refreshing'; readonly refresh: Refresh; readonly lastCooldown: Cooldown | undefined }
  /** Requests that need a new token fail until the cooldown ends. From then on, the next request starts a refresh. */
  | { readonly kind: 'cooling-down'; readonly cooldown: Cooldown }

/** A refresh in progress. */
export type Refresh = Flight<RefreshSettlement>

/**
 * The result of a refresh for its callers. After `token`, a caller reads the active token from the state. That token may be missing or
 * replaced by then. After `error`, each caller gets a new error, because clients change the errors that they pass on.
 */
export type RefreshSettlement = { readonly kind: 'token' } | { readonly kind: 'error'; readonly error: () => EverbearerError }

/** The state of a session. `ended`: no token can come until new tokens are set, or until another process saves a token. */
export type EndTag = { readonly kind: 'open' } | { readonly kind: 'ended'; readonly reason: SessionEndReason; readonly cause: unknown }

/**
 * The state of the source. `closed`: the source has reported that the session has ended. The source is not called before `retryAt`, ms on
 * the monotonic clock.
 */
export type SourceTag = { readonly kind: 'open' } | { readonly kind: 'closed'; readonly failure: Failure; readonly retryAt: number }

/** The known facts about earlier tokens and sessions. */
export interface Past {
  /** Id of the last session that began; undefined: no session has begun. */
  readonly lastSession: string | undefined
  /** The last session that ended in this coordinator; undefined: no session has ended. */
  readonly ended: EndedSession | undefined
  /** The highest generation (number of a token or logout) so far; 0: no token or logout yet. */
  readonly lastGeneration: number
  /** Generation (number) of the last known logout; 0: no logout. */
  readonly lastLogout: number
  /** Number of all logouts of other processes that have become known while a refresh was in progress. */
  readonly logoutsMeanwhile: number
  /** Number of refreshes that have begun. */
  readonly refreshesBegun: number
  /** Number of tokens in a row that had already expired when they came. */
  readonly expiredInARow: number
  /** The last token that replaced a rejected token. */
  readonly lastReplacement: ActiveToken | undefined
}

export interface EndedSession {
  readonly session: string | undefined
  readonly token: StoredToken | undefined
  readonly reason: SessionEndReason
}

/** @param monotonic - the current time, ms */
export function initialState(identity: PresentSession, monotonic: number): SessionState {
  return {
    session: { kind: 'unnamed', identity },
    token: { kind: 'none' },
    endpoint: { kind: 'idle' },
    end: { kind: 'open' },
    source: { kind: 'open' },
    rejectedReplays: noRejectedReplays,
    budget: createRejectionBudget(monotonic),
    past: {
      lastSession: undefined,
      ended: undefined,
      lastGeneration: 0,
      lastLogout: 0,
      logoutsMeanwhile: 0,
      refreshesBegun: 0,
      expiredInARow: 0,
      lastReplacement: undefined,
    },
  }
}

/** Returns the id of the current session; undefined: no token has begun the session. */
export function sessionIdOf({ session }: SessionState): string | undefined {
  return session.kind === 'named' ? session.id : undefined
}

/** Returns the active token as a record of the store. */
export function storedTokenOf({ token }: SessionState): StoredToken | undefined {
  return token.kind === 'active' ? token.token.record.toStored() : undefined
}

export function refreshOf({ endpoint }: SessionState): Refresh | undefined {
  return endpoint.kind === 'refreshing' ? endpoint.refresh : undefined
}

/** Returns the cooldown after the last failure. The length of the next cooldown depends on this cooldown. */
export function cooldownOf({ endpoint }: SessionState): Cooldown | undefined {
  if (endpoint.kind === 'cooling-down') return endpoint.cooldown
  return endpoint.kind === 'refreshing' ? endpoint.lastCooldown : undefined
}

/** Returns the remaining time of the cooldown, ms; 0 or less: there is no cooldown now. */
export function remainingCooldown(state: SessionState, monotonic: number): number {
  const cooldown = cooldownOf(state)
  return cooldown === undefined ? 0 : cooldown.until - monotonic
}

/** Checks whether a refresh may start now: the session has not ended, and there is no cooldown (the pause after a failed refresh). */
export function isRefreshable(state: SessionState, monotonic: number): boolean {
  return state.end.kind === 'open' && remainingCooldown(state, monotonic) <= 0
}

/**
 * Throws the error for a caller that needs a new token, if no refresh may start. Each caller gets a new error.
 *
 * @throws {EverbearerError} the session has ended, or a cooldown (the pause after a failed refresh) is in progress
 */
export function expectRefreshable(state: SessionState, monotonic: number): void {
  const { end } = state
  if (end.kind === 'ended' && (isDisposed(state) || !mayAskAgain(state, monotonic))) throw new SessionEndedError(end.reason, end.cause)
  const cooldown = cooldownOf(state)
  if (cooldown !== undefined && monotonic < cooldown.until) throw cooldownError(cooldown)
}

export function isDisposed({ end }: SessionState): boolean {
  return end.kind === 'ended' && end.reason === 'disposed'
}

/** Checks whether no session has begun yet, because no token can be requested or because the source reported that nobody is signed in. */
export function isBeforeSignIn({ end }: SessionState): boolean {
  return end.kind === 'ended' && end.reason === 'not-signed-in'
}

/** Checks whether a source that has reported the end of the session may be called again now. False for any other source. */
export function mayAskAgain({ source }: SessionState, monotonic: number): boolean {
  return source.kind === 'closed' && monotonic >= source.retryAt
}
