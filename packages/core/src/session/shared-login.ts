import type { SpentTokens } from '../token/used-refresh-tokens.ts'
import type { PresentedTokens } from './presented-refresh-tokens.ts'
import type { PresentSession } from './session-identity.ts'

/** The objects that the coordinators of one login share. The sessions of these coordinators begin and end together. */
export interface SharedLogin {
  /** Returns the session with this number. All these coordinators get the same object. The first session has the number 1. */
  readonly identityOf: (number: number) => PresentSession
  /** The refresh tokens that must not be sent again, because the server has replaced or rejected them. */
  readonly spent: SpentTokens
  /** Makes claims (notes in the store that a coordinator presents a refresh token), and remembers which refresh tokens were presented. */
  readonly presentations: PresentedTokens
}
