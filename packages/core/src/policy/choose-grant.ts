import type { Grant } from '../token/grant.ts'
import type { TokenSource } from '../token/source.ts'
import { isOwnSession, type StoredToken } from '../token/stored-token.ts'

/**
 * Chooses `refresh` if a refresh can work, otherwise `obtain`. Undefined if neither can work: the session ends with its current token.
 *
 * @param wall - the current time, ms since 1970
 */
export function chooseGrant(source: TokenSource, token: StoredToken | undefined, wall: number): Grant | undefined {
  const canRefresh = source.refresh !== undefined && token?.refreshToken !== undefined
  if (canRefresh && wall < (token.refreshExpiresAt ?? Infinity)) return 'refresh'
  return source.obtain === undefined ? undefined : 'obtain'
}

/**
 * May the source obtain a token although a refresh token may still be valid? Not in a session that a login began, because the credentials
 * may belong to another person. Not if `obtain` needs a person.
 */
export function mayFallBack({ obtain, interactive }: TokenSource, session: string | undefined): boolean {
  return obtain !== undefined && interactive !== true && (session === undefined || isOwnSession(session))
}

/** What is known about the use of a refresh token. */
export interface ClaimView {
  /** The current time, ms since 1970. */
  readonly wall: number
  /** `under way`: a request presents the token. `in doubt`: a request that presented the token has ended, with an unknown outcome. */
  readonly use: 'free' | 'under way' | 'in doubt'
  /** Has this coordinator waited long enough for another coordinator's response? */
  readonly hasWaited: boolean
  /** Time after the claim of a refresh token in which the server accepts a second use of this refresh token, ms. */
  readonly reuseGrace: number
}

/** `wait`: a request with this refresh token is in progress. `repeat`: present the token again, although its outcome is unknown. */
export type GrantPlan = Grant | 'repeat' | 'wait' | undefined

/**
 * Chooses the grant if the refresh token may be claimed. If a claim ended without an outcome, the token is in doubt. A source that can
 * obtain then presents the token again only within `reuseGrace`.
 */
export function planGrant(source: TokenSource, token: StoredToken | undefined, { wall, use, hasWaited, reuseGrace }: ClaimView): GrantPlan {
  const grant = chooseGrant(source, token, wall)
  const claim = token?.claim
  if (grant !== 'refresh' || use === 'free') return grant
  const canObtain = mayFallBack(source, token?.session)
  if (use === 'under way') return canObtain && hasWaited ? 'obtain' : 'wait'
  const isForgiven = claim !== undefined && wall >= claim.at && wall < claim.at + reuseGrace
  return canObtain && !isForgiven ? 'obtain' : 'repeat'
}
