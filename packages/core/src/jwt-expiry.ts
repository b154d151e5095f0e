/** Longest lifetime that is told apart from "for ever": 100 years, ms. */
export const longestLifetime: number = 100 * 365.25 * 86_400_000

/** Shortest lifetime that is told apart from an unknown one, ms. */
export const shortestLifetime: number = 1000

/**
 * What is left of a JWT's life by its `exp` claim, RFC 7519 §4.1.4: ms from `wall`, or undefined where the
 * token is no JWT, says nothing, or is over within a second by this machine's clock (which then can't be trusted to judge it).
 * The signature is not checked: the claim only tells when to renew.
 */
export function jwtExpiry(token: string, wall: number): number | undefined {
  const payload = token.split('.', 3)[1]
  if (payload === undefined) return undefined
  try {
    const claims: unknown = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')))
    const exp = (claims as { exp?: unknown } | null)?.exp
    const left = typeof exp === 'number' ? exp * 1000 - wall : NaN
    return left >= shortestLifetime ? Math.min(left, longestLifetime) : undefined
  } catch {
    return undefined
  }
}
