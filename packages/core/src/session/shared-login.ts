import type { SpentTokens } from '../token/used-refresh-tokens.ts'
import type { PresentedTokens } from './presented-refresh-tokens.ts'
import type { PresentSession } from './session-identity.ts'

/** The objects that the coordinators of one login share. The sessions of these coordinators begin and end together. */
export interface SharedLogin {
  /** Returns the session with this number: one object for all these coordinators. Sessions are counted from 1. */
  readonly identityOf: (number: number) => PresentSession
  /** The refresh tokens that must not be sent again. */
  readonly spent: SpentTokens
  /** The requests that present the refresh token. */
  readonly presentations: PresentedTokens
}
