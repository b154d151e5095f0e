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
  /** The grant that brought the token. `store`: another process had got the token. */
  readonly grant: Grant | 'store'
}

/** A record in the store that ends the session. */
export type SessionOver = Exclude<Reconciled, { readonly kind: 'same' }>

/** The result of a refresh. */
export type RefreshResult =
  | NewToken
  /** `latest`: the last known token, whose refresh token may have been used or replaced. */
  | { readonly kind: 'failed'; readonly failure: Failure; readonly latest: StoredToken | undefined }
  /** No grant can get a token. `failure` is undefined if there was no grant to try. */
  | { readonly kind: 'no-grant'; readonly failure: Failure | undefined; readonly latest: StoredToken | undefined }
  | SessionOver
  /** The lease was lost. The refresh can start again with another lease. */
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
  /** Returns the facts that the coordinator knows now about earlier tokens and sessions. A logout can become known during a refresh. */
  readonly past: () => Past
  /** Ids of the sessions that were logged out in this coordinator. */
  readonly loggedOut: RecentSet<string>
  /** The work that continues after the refresh has ended. */
  readonly work: BackgroundWork
}

/** The values that one refresh uses. */
export interface RefreshContext extends RefreshTools {
  /** Id of the session; undefined: the session has had no token yet. */
  readonly session: string | undefined
  /** The signal that aborts when the refresh is ended early. An `obtain` is then aborted, and no new step starts. */
  readonly signal: AbortSignal
  /** The signal that aborts when no new step may start. A request that carries a refresh token still completes. */
  readonly stop: AbortSignal
  /** Does this process hold the lease? If so, another process that has a claim without a lease has ended or was paused. */
  readonly holdsLease: () => boolean
  /** Can requests still use the token that is refreshed? */
  readonly isServing: () => boolean
  /** Has the session ended, so that the response must be dropped? */
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
  /** The store's revision when `base` was read. */
  readonly revision: number
  /** Number of logouts that had become known during refreshes until the token was requested. */
  readonly logoutsMeanwhile: number
}
