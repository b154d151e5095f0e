import { type EverbearerError, SessionEndedError, type SessionEndReason } from '../lib/errors.ts'
import type { Failure } from '../policy/classify-failure.ts'
import { type Cooldown, cooldownError } from '../policy/cooldown.ts'
import { noRejectedReplays, type RejectedReplays } from '../policy/rejected-replays.ts'
import { createRejectionBudget, type RejectionBudget } from '../policy/rejection-budget.ts'
import type { StoredToken } from '../token/stored-token.ts'
import type { ActiveToken } from './active-token.ts'
import type { PresentSession } from './session-identity.ts'
import type { Flight } from './single-flight.ts'

/** All that a session remembers from one event to the next. `transition` makes each next state. */
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

/** The session that calls belong to which begin now. */
export type SessionTag =
  /** No token has begun the session. */
  | { readonly kind: 'unnamed'; readonly identity: PresentSession }
  /** `id`: the same in every process that shares the store. */
  | { readonly kind: 'named'; readonly identity: PresentSession; readonly id: string }

export type TokenTag =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'active'
      readonly token: ActiveToken
      /** Has a server rejected the token, so that a better one is sought? */
      readonly isRejected: boolean
      /** Has a server accepted the token? */
      readonly isAccepted: boolean
      /** Has a caller asked for the token? An idle process refreshes nothing. */
      readonly isUsed: boolean
    }

/** The token endpoint. A cooldown is kept until a new token comes: another failure in a row makes a longer one. */
export type EndpointTag =
  | { readonly kind: 'idle' }
  | { readonly kind: 'refreshing'; readonly refresh: Refresh; readonly lastCooldown: Cooldown | undefined }
  /** Requests that need a new token fail until the cooldown's end. From then on the next one starts a refresh. */
  | { readonly kind: 'cooling-down'; readonly cooldown: Cooldown }

/** A refresh under way. */
export type Refresh = Flight<RefreshSettlement>

/**
 * How a refresh ended, for those who wait. After `token`, they look for the active token: it may be gone or replaced by then. An
 * error is made anew for each, as clients write into the errors that they pass on.
 */
export type RefreshSettlement = { readonly kind: 'token' } | { readonly kind: 'error'; readonly error: () => EverbearerError }

/** `ended`: there is no way to a token until new tokens are set, or another process has some. */
export type EndTag = { readonly kind: 'open' } | { readonly kind: 'ended'; readonly reason: SessionEndReason; readonly cause: unknown }

/** `closed`: the source has said that the session is over. It is not asked before `retryAt`, ms on the monotonic clock. */
export type SourceTag = { readonly kind: 'open' } | { readonly kind: 'closed'; readonly failure: Failure; readonly retryAt: number }

/** What is remembered of earlier tokens and sessions. */
export interface Past {
  /** Id of the last session that began; undefined: no session has begun. */
  readonly lastSession: string | undefined
  /** The last session that ended here. Its tokens do not come back. */
  readonly ended: EndedSession | undefined
  /** The highest generation so far; 0: none yet. */
  readonly lastGeneration: number
  /** Generation of the last logout that is known here; 0: none. */
  readonly lastLogout: number
  /** Logouts in other processes that were learned of during a refresh. */
  readonly logoutsMeanwhile: number
  /** How many refreshes have begun. */
  readonly refreshesBegun: number
  /** How many tokens in a row had expired when they came. */
  readonly expiredInARow: number
  /** The last token that came because a server had rejected the one before. */
  readonly lastReplacement: ActiveToken | undefined
}

export interface EndedSession {
  readonly session: string | undefined
  readonly token: StoredToken | undefined
  readonly reason: SessionEndReason
}

/** @param monotonic - now, ms */
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

/** Id of the present session; undefined: no token has begun it. */
export function sessionIdOf({ session }: SessionState): string | undefined {
  return session.kind === 'named' ? session.id : undefined
}

/** What is known of the active token, as a store keeps it. */
export function storedTokenOf({ token }: SessionState): StoredToken | undefined {
  return token.kind === 'active' ? token.token.record.toStored() : undefined
}

export function refreshOf({ endpoint }: SessionState): Refresh | undefined {
  return endpoint.kind === 'refreshing' ? endpoint.refresh : undefined
}

/** The failure before, for the next cooldown. */
export function cooldownOf({ endpoint }: SessionState): Cooldown | undefined {
  if (endpoint.kind === 'cooling-down') return endpoint.cooldown
  return endpoint.kind === 'refreshing' ? endpoint.lastCooldown : undefined
}

/** How much of the cooldown is left, ms; 0 or less: nothing. */
export function remainingCooldown(state: SessionState, monotonic: number): number {
  const cooldown = cooldownOf(state)
  return cooldown === undefined ? 0 : cooldown.until - monotonic
}

/** May a refresh start, as far as the session and the token endpoint are concerned? */
export function isRefreshable(state: SessionState, monotonic: number): boolean {
  return state.end.kind === 'open' && remainingCooldown(state, monotonic) <= 0
}

/**
 * Throws what a caller gets who needs a new token, if no refresh may start. The error is made anew for each.
 *
 * @throws {EverbearerError} the session has ended, or the token endpoint is cooling down
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

/** Has nobody signed in, as far as the source or the store has said? */
export function isBeforeSignIn({ end }: SessionState): boolean {
  return end.kind === 'ended' && end.reason === 'not-signed-in'
}

/** May a source that has ended the session be asked again? */
export function mayAskAgain({ source }: SessionState, monotonic: number): boolean {
  return source.kind === 'closed' && monotonic >= source.retryAt
}
