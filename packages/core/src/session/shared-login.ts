import type { SpentTokens } from '../token/used-refresh-tokens.ts'
import type { PresentedTokens } from './presented-refresh-tokens.ts'
import type { PresentSession } from './session-identity.ts'

/** What coordinators have in common that live from one login. Their sessions begin and end together. */
export interface SharedLogin {
  /** Returns the session of this number, the same for all of these coordinators. Sessions are counted from 1. */
  readonly identityOf: (number: number) => PresentSession
  /** The refresh tokens that must not be sent again. */
  readonly spent: SpentTokens
  /** The requests that present the refresh token. */
  readonly presentations: PresentedTokens
}
