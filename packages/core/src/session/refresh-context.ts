import type { Emitter } from './events.ts'
import type { Failure } from '../policy/classify-failure.ts'
import type { Grant } from '../token/grant.ts'
import type { RefreshReliability } from '../policy/refresh-reliability.ts'
import type { Reconciled } from '../policy/reconcile.ts'
import type { IssuedMoment } from '../policy/issued-moment.ts'
import type { RetryPolicy } from './request-token.ts'
import type { TokenSource } from '../token/source.ts'
import type { SpentTokens } from '../token/used-refresh-tokens.ts'
import type { TokenGrant } from '../token/token-response.ts'
import type { StoredToken } from '../token/stored-token.ts'
import type { WindowPolicy } from '../token/token-lifetime.ts'
import type { RecentSet } from '../lib/recent-set.ts'
import type { BackgroundWork } from './background-work.ts'
import type { PresentedTokens } from './presented-refresh-tokens.ts'
import type { Past } from './state.ts'
import type { SessionStore } from './session-store.ts'

/** A token that requests use from now on. */
export interface NewToken {
  readonly kind: 'token'
  readonly stored: StoredToken
  readonly issued: IssuedMoment
  /** The grant that brought the token. `store`: another process had saved the token in the store. */
  readonly grant: Grant | 'store'
}

/** The reason why the session is over: the store has a logout (`cleared`) or another session (`replaced`). */
export type SessionOver = Exclude<Reconciled, { readonly kind: 'same' }>

/** The result of a refresh. */
export type RefreshResult =
  | NewToken
  /** The refresh failed. `latest`: the last known token, whose refresh token may have been used or replaced. */
  | { readonly kind: 'failed'; readonly failure: Failure; readonly latest: StoredToken | undefined }
  /** No grant can get a token. `failure` is undefined if there was no grant to try. */
  | { readonly kind: 'no-grant'; readonly failure: Failure | undefined; readonly latest: StoredToken | undefined }
  | SessionOver
  /** The lease (the right to refresh while no other process refreshes) was lost. The refresh can start again with another lease. */
  | { readonly kind: 'lease-lost'; readonly latest: StoredToken | undefined }
  /** The session has ended, or the refresh was ended early. The result is dropped. */
  | { readonly kind: 'void' }

export interface RefreshSettings extends RetryPolicy, WindowPolicy {
  readonly source: TokenSource
  readonly scheme: string
  readonly subject: (response: unknown) => string | undefined
  readonly reuseGrace: number
}

/** The values that all refreshes of a session share. */
export interface RefreshTools {
  readonly settings: RefreshSettings
  readonly store: SessionStore
  readonly spent: SpentTokens
  readonly presentations: PresentedTokens
  readonly reliability: RefreshReliability
  readonly emit: Emitter['emit']
  /**
   * Returns the facts that the coordinator knows now about earlier tokens and sessions. These facts can change during a refresh, for
   * example by a logout.
   */
  readonly past: () => Past
  /** Ids of the sessions that were logged out in this coordinator. */
  readonly loggedOut: RecentSet<string>
  /** Tracks work that may continue after the refresh has ended, for example the save of a late response. */
  readonly work: BackgroundWork
}

/** The values that one refresh uses. */
export interface RefreshContext extends RefreshTools {
  /** Id of the session; undefined: the session has had no token yet. */
  readonly session: string | undefined
  /**
   * The signal that aborts when the refresh is ended early. A request without a refresh token (`obtain`) is then aborted, and no new step
   * starts.
   */
  readonly signal: AbortSignal
  /**
   * The signal that aborts when the refresh is ended early or has lost its lease (the right to refresh). No new step starts then. A request
   * that carries a refresh token still completes.
   */
  readonly stop: AbortSignal
  /**
   * Returns whether this process holds the lease: the right to refresh while no other process refreshes. If so, a claim of another process
   * is out of date, because that process has ended or was paused. A claim is the note that a process presents the refresh token.
   */
  readonly holdsLease: () => boolean
  /** Returns whether requests can still use the active token while the refresh is in progress. */
  readonly isServing: () => boolean
  /**
   * Returns whether the session of this refresh has ended or another session has begun. The response to the token request is then dropped.
   * After `dispose()`: false, because the tokens of a request in progress are still saved.
   */
  readonly isVoid: () => boolean
  /**
   * Called with a token whose response came after the wait for the response had ended. Also called if the save of such a token shows that
   * the session has ended.
   */
  readonly onLate: (late: NewToken | SessionOver) => void
}

/** A parsed token response, and the record that its request was based on. */
export interface ReadResponse {
  readonly grant: Grant
  readonly token: TokenGrant
  readonly subject: string | undefined
  readonly issued: IssuedMoment
  readonly base: StoredToken | undefined
  /** Revision (number of the last write) of the store's record when `base` was read. */
  readonly revision: number
  /**
   * Number of logouts of other processes that had become known during refreshes when the token was requested. If another such logout has
   * come since then, the response is not used.
   */
  readonly logoutsMeanwhile: number
}
