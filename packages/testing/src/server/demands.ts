import type { Rejection } from './challenges.ts'
import { readNumber } from './switches.ts'

/** The authentication context classes that logins of the testbed can have. */
export const acrs: readonly string[] = ['silver', 'gold']

/** What an API can demand of a token: RFC 9470, RFC 6750 section 3.1. */
export interface TokenFacts {
  readonly scope: readonly string[]
  /** Authentication context class of the login; undefined for the weakest. */
  readonly acr: string | undefined
  /** When the login was, s since the epoch. */
  readonly authTime: number | undefined
}

/** The class that a login gets, of those that were asked for: the first that there is. */
export function acrOf(acrValues: string | undefined): string | undefined {
  return (acrValues ?? '').split(' ').find((acr) => acrs.includes(acr))
}

/**
 * The rejection of a token that is good and not enough for `acr_values=`, `max_age=` or `scope=` in the query; undefined: the token is enough.
 *
 * @throws QueryError for values that mean nothing.
 */
export function demandOf(query: URLSearchParams, scheme: string, token: TokenFacts): Rejection | undefined {
  const acrValues = query.get('acr_values')
  const maxAge = readNumber(query, 'max_age', Infinity)
  const isStrong = acrValues === null || acrValues.split(' ').includes(token.acr ?? '')
  // No login is recent enough for 0, RFC 9470 section 4.
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
