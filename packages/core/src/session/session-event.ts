import type { SessionEndReason } from '../lib/errors.ts'
import type { CooldownPolicy } from '../policy/backoff.ts'
import type { Failure } from '../policy/classify-failure.ts'
import type { Cooldown } from '../policy/cooldown.ts'
import type { StoredToken } from '../token/stored-token.ts'
import type { ActiveToken } from './active-token.ts'
import type { RefreshReason } from './refresh-events.ts'
import type { PresentSession } from './session-identity.ts'
import type { Refresh } from './state.ts'

/** The events that can change a session. */
export type SessionEvent =
  /** A caller asked for the active token. */
  | { readonly kind: 'token-used' }
  /** The timer starts a refresh. The timer starts the next refresh only if a caller has used the token by then. */
  | { readonly kind: 'timer-rang' }
  /** A server accepted the active token. */
  | { readonly kind: 'token-accepted' }
  /** A server rejected the active token, or the application marked it invalid. */
  | { readonly kind: 'token-rejected' }
  /** A server rejected a request that was sent again with a new token. `generation`: number of this token. */
  | { readonly kind: 'replay-rejected'; readonly generation: number; readonly cooldown: CooldownPolicy }
  /** A rejection starts a refresh. The budget (the number of refreshes that rejections may start) becomes smaller by one. */
  | { readonly kind: 'budget-spent' }
  | { readonly kind: 'refresh-started'; readonly refresh: Refresh }
  /** The refresh has ended. The event of its result follows. */
  | { readonly kind: 'refresh-ended' }
  | { readonly kind: 'refresh-failed'; readonly cooldown: Cooldown }
  /** The source has reported that the session has ended. */
  | { readonly kind: 'source-closed'; readonly failure: Failure; readonly retryAt: number }
  /** A new token has come. `refresh`: the refresh that brought the token; undefined: a login or another process brought the token. */
  | { readonly kind: 'token-received'; readonly token: ActiveToken; readonly refresh: ReceivedBy | undefined }
  /** A token that requests can't use becomes active, because the next refresh needs its refresh token. */
  | { readonly kind: 'token-restored'; readonly token: ActiveToken }
  /** The record of the active token has changed. Its access token is the same. */
  | { readonly kind: 'record-changed'; readonly stored: StoredToken }
  /** A logout or another process has used this generation (number). The next token gets a higher number. */
  | { readonly kind: 'generation-used'; readonly generation: number }
  /** A logout, here or in another process, has become known. `generation`: number of the logout's record. */
  | { readonly kind: 'logout-learned'; readonly generation: number }
  /** Nobody was signed in here, and another process has a session now. The token of that session has expired, but can be refreshed. */
  | { readonly kind: 'session-found' }
  /** Nobody is signed in, and requests are sent without a token. Calls stay in the current session, which begins with the next token. */
  | { readonly kind: 'sign-in-missing'; readonly reason: SessionEndReason; readonly cause: unknown }
  /** The session has ended. `next`: the session of calls that begin from now on. `isLast`: no token can come until new tokens are set. */
  | {
      readonly kind: 'session-ended'
      readonly reason: SessionEndReason
      readonly cause: unknown
      readonly next: PresentSession
      readonly isLast: boolean
    }

/** The refresh that brought a token. */
export interface ReceivedBy {
  readonly reason: RefreshReason
  /** Had the token expired when it came, for example after a slow response? */
  readonly isExpired: boolean
}

export type EventOf<Kind extends SessionEvent['kind']> = Extract<SessionEvent, { readonly kind: Kind }>
