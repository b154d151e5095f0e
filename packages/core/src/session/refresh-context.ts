import type { Moment } from '../lib/clock.ts'
import type { Emitter } from './events.ts'
import type { Failure } from '../policy/classify-failure.ts'
import type { Grant } from '../token/grant.ts'
import type { RefreshReliability } from '../policy/refresh-reliability.ts'
import type { Reconciled } from '../policy/reconcile.ts'
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

/** A token that serves from now on. */
export interface NewToken {
  readonly kind: 'token'
  readonly stored: StoredToken
  readonly issued: Moment
  /** `store`: another process had got it. */
  readonly grant: Grant | 'store'
}

/** What was found in the store says that the session is over. */
export type SessionOver = Exclude<Reconciled, { readonly kind: 'same' }>

/** How a refresh ended. */
export type RefreshResult =
  | NewToken
  /** `known`: what is known of the last token now: its refresh token may have been used or replaced. */
  | { readonly kind: 'failed'; readonly failure: Failure; readonly latest: StoredToken | undefined }
  /** There can't be a token, either. The failure is undefined if there was no grant to try. */
  | { readonly kind: 'no-grant'; readonly failure: Failure | undefined; readonly latest: StoredToken | undefined }
  | SessionOver
  /** The session is over, or nobody waits any more: nothing follows from it. */
  | { readonly kind: 'void' }

export interface RefreshSettings extends RetryPolicy, WindowPolicy {
  readonly source: TokenSource
  readonly scheme: string
  readonly subject: (response: unknown) => string | undefined
  readonly reuseGrace: number
}

/** What every refresh of a session works with. */
export interface RefreshTools {
  readonly settings: RefreshSettings
  readonly store: SessionStore
  readonly spent: SpentTokens
  readonly presentations: PresentedTokens
  readonly reliability: RefreshReliability
  readonly emit: Emitter['emit']
  /** What the coordinator knows now of earlier tokens and sessions. A logout can be learned of during a refresh. */
  readonly past: () => Past
  /** Ids of the sessions that were logged out here. */
  readonly loggedOut: RecentSet<string>
  /** The work that goes on when the refresh has ended. */
  readonly work: BackgroundWork
}

/** What one refresh works with. */
export interface RefreshContext extends RefreshTools {
  /** Id of the session; undefined: no token has begun it yet. */
  readonly session: string | undefined
  /** Nobody waits any more: an `obtain` is aborted, and nothing new is begun. */
  readonly signal: AbortSignal
  /** Nothing new is begun. A request with a refresh token is seen through all the same. */
  readonly stop: AbortSignal
  /** Is the session over, so that a response must be dropped? */
  readonly isVoid: () => boolean
  /** Told of a token that came when nobody waited for its response any more, or that such a response found the session over. */
  readonly onLate: (late: NewToken | SessionOver) => void
}

/** A token response that was read, and the record that it was asked on. */
export interface ReadResponse {
  readonly grant: Grant
  readonly token: TokenGrant
  readonly subject: string | undefined
  readonly issued: Moment
  readonly base: StoredToken | undefined
  /** The store's revision then. */
  readonly revision: number
  /** How many logouts had been learned of during refreshes when the token was asked for. */
  readonly logoutsMeanwhile: number
}
