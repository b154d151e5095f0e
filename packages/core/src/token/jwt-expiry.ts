import { jwtClaims } from './jwt-claims.ts'

/** Longest lifetime, ms: longer lifetimes are cut to 100 years. */
export const longestLifetime: number = 100 * 365.25 * 86_400_000

/** Shortest lifetime, ms: a shorter lifetime is treated as unknown. */
export const shortestLifetime: number = 1000

/**
 * Returns the lifetime of a JWT by its claims, ms. It is the time until `exp`, or the time from `iat` to `exp`, whichever is shorter (RFC
 * 7519 §4.1.4, §4.1.6). If `exp` is in the past, the clock is wrong, and the time from `iat` to `exp` is used. The signature is not
 * checked, because the claims only decide when to refresh.
 *
 * @param now - ms since 1970, by the server's clock if that is known
 * @returns undefined: the token is no JWT, has no such claims, or lives for less than a second
 */
export function jwtExpiry(token: string, now: number): number | undefined {
  const { exp, iat } = jwtClaims(token) ?? {}
  if (typeof exp !== 'number') return undefined
  const left = exp * 1000 - now
  const whole = typeof iat === 'number' ? (exp - iat) * 1000 : NaN
  const lifetime = left > 0 && !(whole < left) ? left : whole
  return lifetime >= shortestLifetime ? Math.min(lifetime, longestLifetime) : undefined
}
