import { jwtClaims } from './jwt-claims.ts'

/** Longest lifetime that is told apart from "for ever": 100 years, ms. */
export const longestLifetime: number = 100 * 365.25 * 86_400_000

/** Shortest lifetime that is told apart from an unknown one, ms. */
export const shortestLifetime: number = 1000

/**
 * The lifetime that a JWT claims, ms: the time until its `exp` claim or between `iat` and `exp`, whichever is shorter
 * (RFC 7519 §4.1.4, §4.1.6). Where the clock says that `exp` is past, that clock is wrong: the time between the claims
 * counts alone. The signature is not checked: the claims only tell when to refresh.
 *
 * @param now - by the clock of the server where that is known, ms since 1970
 * @returns undefined if the token is no JWT, claims nothing, or claims less than a second
 */
export function jwtExpiry(token: string, now: number): number | undefined {
  const { exp, iat } = jwtClaims(token) ?? {}
  if (typeof exp !== 'number') return undefined
  const left = exp * 1000 - now
  const whole = typeof iat === 'number' ? (exp - iat) * 1000 : NaN
  const lifetime = left > 0 && !(whole < left) ? left : whole
  return lifetime >= shortestLifetime ? Math.min(lifetime, longestLifetime) : undefined
}
