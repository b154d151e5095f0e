import type { Grant } from '../token/grant.ts'
import type { TokenSource } from '../token/source.ts'
import { isOwnSession, type StoredToken } from '../token/stored-token.ts'

/**
 * Chooses the way to a new token. `refresh`: the source can use the refresh token, which has not expired. `obtain`: use the source's own
 * credentials. Undefined: neither way is possible, so the session lasts only as long as its current token.
 *
 * @param wall - the current time, ms since 1970
 */
export function chooseGrant(source: TokenSource, token: StoredToken | undefined, wall: number): Grant | undefined {
  const canRefresh = source.refresh !== undefined && token?.refreshToken !== undefined
  if (canRefresh && wall < (token.refreshExpiresAt ?? Infinity)) return 'refresh'
  return source.obtain === undefined ? undefined : 'obtain'
}

/**
 * Checks whether the source may obtain a token with its own credentials although a refresh token may still be valid. False in a session
 * that began with a login, because the source's credentials may belong to another person. False, too, if `obtain` needs a person.
 */
export function mayFallBack({ obtain, interactive }: TokenSource, session: string | undefined): boolean {
  return obtain !== undefined && interactive !== true && (session === undefined || isOwnSession(session))
}

/** The facts by which `planGrant` decides whether a coordinator presents a refresh token. */
export interface ClaimView {
  /** The current time, ms since 1970. */
  readonly wall: number
  /**
   * State of the refresh token. `under way`: a request presents the token now. `in doubt`: a request may have presented the token, and its
   * outcome is unknown. `free`: neither is the case.
   */
  readonly use: 'free' | 'under way' | 'in doubt'
  /** True: this refresh has lasted at least `leaseWait`, the time limit of the wait for another coordinator's refresh. */
  readonly hasWaited: boolean
  /**
   * Time after the claim of a refresh token (the note that a coordinator presents this token), ms. In this time, the server accepts a
   * second use of the refresh token.
   */
  readonly reuseGrace: number
}

/**
 * The next step to a new token. `refresh`: present the refresh token. `obtain`: use the source's own credentials. `wait`: a request with
 * this refresh token is in progress. `repeat`: present the refresh token again, although the outcome of the first request is unknown.
 * Undefined: no step can bring a token.
 */
export type GrantPlan = Grant | 'repeat' | 'wait' | undefined

/**
 * Chooses the next step if the refresh token may have a claim (the note that a coordinator presents this token). If the outcome of the
 * first request is unknown, a source that can obtain presents the token again only within `reuseGrace`. Any other source always presents
 * the token again.
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
