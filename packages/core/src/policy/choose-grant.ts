import type { Grant } from '../token/grant.ts'
import type { TokenSource } from '../token/source.ts'
import { isOwnSession, type StoredToken } from '../token/stored-token.ts'

/**
 * Refresh where that can work, else obtain; undefined where neither can: the session ends with the present token.
 *
 * @param wall - now, ms since 1970
 */
export function chooseGrant(source: TokenSource, token: StoredToken | undefined, wall: number): Grant | undefined {
  const canRefresh = source.refresh !== undefined && token?.refreshToken !== undefined
  if (canRefresh && wall < (token.refreshExpiresAt ?? Infinity)) return 'refresh'
  return source.obtain === undefined ? undefined : 'obtain'
}

/**
 * May the source obtain a token while there is a refresh token that may still be good? Not in a session that a login
 * began, as the credentials may be somebody else's. Not if `obtain` asks a person.
 */
export function mayFallBack({ obtain, interactive }: TokenSource, session: string | undefined): boolean {
  return obtain !== undefined && interactive !== true && (session === undefined || isOwnSession(session))
}

/** What is known of the use of a refresh token. */
export interface ClaimView {
  /** Now, ms since 1970. */
  readonly wall: number
  /** `under way`: a request presents it. `in doubt`: a request presented it and has ended, and nobody knows how. */
  readonly use: 'free' | 'under way' | 'in doubt'
  /** Has this coordinator waited long enough for a response that another one awaits? */
  readonly hasWaited: boolean
  /** How long the server forgives a second use, ms. */
  readonly reuseGrace: number
}

/** `wait`: a request with this refresh token is under way. `repeat`: present it again although its outcome is unknown. */
export type GrantPlan = Grant | 'repeat' | 'wait' | undefined

/**
 * Chooses the grant where the refresh token may be claimed. A claim that is over without an outcome leaves the token
 * in doubt: a source that can obtain never presents it again, unless within `reuseGrace`.
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
