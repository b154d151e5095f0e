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
  /** `store`: another process had got the token. */
  readonly grant: Grant | 'store'
}

/** A record in the store that ends the session. */
export type SessionOver = Exclude<Reconciled, { readonly kind: 'same' }>

/** How a refresh ended. */
export type RefreshResult =
  | NewToken
  /** `latest`: the last known token. Its refresh token may have been used or replaced. */
  | { readonly kind: 'failed'; readonly failure: Failure; readonly latest: StoredToken | undefined }
  /** No grant can get a token. `failure` is undefined if there was no grant to try. */
  | { readonly kind: 'no-grant'; readonly failure: Failure | undefined; readonly latest: StoredToken | undefined }
  | SessionOver
  /** The lease was lost. The refresh can begin again with another lease. */
  | { readonly kind: 'lease-lost'; readonly latest: StoredToken | undefined }
  /** The session has ended, or no caller waits any more: the result is dropped. */
  | { readonly kind: 'void' }

export interface RefreshSettings extends RetryPolicy, WindowPolicy {
  readonly source: TokenSource
  readonly scheme: string
  readonly subject: (response: unknown) => string | undefined
  readonly reuseGrace: number
}

/** What every refresh of a session uses. */
export interface RefreshTools {
  readonly settings: RefreshSettings
  readonly store: SessionStore
  readonly spent: SpentTokens
  readonly presentations: PresentedTokens
  readonly reliability: RefreshReliability
  readonly emit: Emitter['emit']
  /** What the coordinator knows now about earlier tokens and sessions. A logout can become known during a refresh. */
  readonly past: () => Past
  /** Ids of the sessions that were logged out in this coordinator. */
  readonly loggedOut: RecentSet<string>
  /** The work that continues after the refresh has ended. */
  readonly work: BackgroundWork
}

/** What one refresh uses. */
export interface RefreshContext extends RefreshTools {
  /** Id of the session; undefined: no token has begun the session yet. */
  readonly session: string | undefined
  /** Aborts when no caller waits any more. Then an `obtain` is aborted, and nothing new starts. */
  readonly signal: AbortSignal
  /** Aborts when nothing new may start. A request that carries a refresh token still completes. */
  readonly stop: AbortSignal
  /** Does this process hold the lease? A process that holds a claim without the lease has then ended, or was paused. */
  readonly holdsLease: () => boolean
  /** Can requests still use the token that is refreshed? */
  readonly isServing: () => boolean
  /** Has the session ended, so that a response must be dropped? */
  readonly isVoid: () => boolean
  /**
   * Called with a token that came after the wait for its response had ended. Also called if such a response showed the end of the session.
   */
  readonly onLate: (late: NewToken | SessionOver) => void
}

/** A token response that was read, and the record that its request was based on. */
export interface ReadResponse {
  readonly grant: Grant
  readonly token: TokenGrant
  readonly subject: string | undefined
  readonly issued: IssuedMoment
  readonly base: StoredToken | undefined
  /** The store's revision when `base` was read. */
  readonly revision: number
  /** How many logouts had become known during refreshes when the token was requested. */
  readonly logoutsMeanwhile: number
}
