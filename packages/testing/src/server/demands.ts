import type { Rejection } from './challenges.ts'
import { readNumber } from './switches.ts'

/** The authentication context classes that logins of the testbed can have. */
export const acrs: readonly string[] = ['silver', 'gold']

/** Facts about a token, which an API can check: RFC 9470, RFC 6750 section 3.1. */
export interface TokenFacts {
  readonly scope: readonly string[]
  /** Authentication context class of the login; undefined: the weakest class. */
  readonly acr: string | undefined
  /** Time of the login, s since 1970. */
  readonly authTime: number | undefined
}

/** Returns the authentication context class (`acr`) that a login gets: the first requested class that the testbed has. */
export function acrOf(acrValues: string | undefined): string | undefined {
  return (acrValues ?? '').split(' ').find((acr) => acrs.includes(acr))
}

/**
 * Returns the rejection of a valid token that does not meet `acr_values=`, `max_age=` or `scope=` of the query. Undefined: the token meets
 * the query.
 *
 * @throws QueryError a value of the query is invalid
 */
export function demandOf(query: URLSearchParams, scheme: string, token: TokenFacts): Rejection | undefined {
  const acrValues = query.get('acr_values')
  const maxAge = readNumber(query, 'max_age', Infinity)
  const isStrong = acrValues === null || acrValues.split(' ').includes(token.acr ?? '')
  // If `max_age` is 0, no login is recent enough: RFC 9470 section 4.
  const isRecent = maxAge === Infinity || Date.now() / 1000 - (token.authTime ?? 0) < maxAge
  if (!isStrong || !isRecent) {
    return challenge(401, scheme, 'insufficient_user_authentication', {
      ...(acrValues !== null && { acr_values: acrValues }),
      ...(maxAge !== Infinity && { max_age: String(maxAge) }),
    })
  }
  const scope = query.get('scope') ?? ''
  const isAllowed = scope.split(' ').every((name) => name === '' || token.scope.includes(name))
  return isAllowed ? undefined : challenge(403, scheme, 'insufficient_scope', { scope })
}

function challenge(status: 401 | 403, scheme: string, error: string, parameters: Readonly<Record<string, string>>): Rejection {
  const shown = Object.entries({ error, ...parameters }).map(([name, value]) => `${name}="${value}"`)
  const named = scheme.toLowerCase() === 'dpop' ? 'DPoP' : 'Bearer'
  return { status, challenge: `${named} ${shown.join(', ')}`, error }
}
