import { parseChallenges } from '../http/www-authenticate.ts'
import { movedToOtherOrigin, ownChallenges, type ResponseFacts } from './classify-response.ts'

const errors = ['insufficient_user_authentication', 'insufficient_scope'] as const

/** A server's demand for another login or more scopes, RFC 9470 §3 and RFC 6750 §3. The values come from the challenge. */
export interface StepUpDemand {
  /** `insufficient_user_authentication`: another login, RFC 9470. `insufficient_scope`: more scopes, RFC 6750 §3.1. */
  readonly error: (typeof errors)[number]
  /** The scopes that the request needs, separated by spaces; undefined: the challenge names no scope. */
  readonly scope: string | undefined
  /**
   * The authentication context classes that suffice, separated by spaces, the preferred class first; undefined: the challenge names no
   * class.
   */
  readonly acrValues: string | undefined
  /** The longest time since the login, s, as in the parameter `max_age` of a login; undefined: the challenge names no limit. */
  readonly maxAge: number | undefined
}

/**
 * Reads the step-up (another login, or more scopes) that a response demands. Some servers send 401 instead of 403, or 403 instead of 401,
 * so both statuses are accepted. Undefined: the response demands no step-up.
 *
 * @param scheme - the scheme of the token, in lower case
 */
export function stepUpDemandOf(response: ResponseFacts, requestUrl: string, scheme: string): StepUpDemand | undefined {
  const { status, challenge, url } = response
  if ((status !== 401 && status !== 403) || movedToOtherOrigin(requestUrl, url)) return undefined
  for (const { parameters } of ownChallenges(parseChallenges(challenge ?? ''), scheme)) {
    const error = errors.find((name) => name === parameters.get('error'))
    if (error === undefined) continue
    const maxAge = parameters.get('max_age') ?? ''
    return {
      error,
      scope: parameters.get('scope'),
      acrValues: parameters.get('acr_values'),
      maxAge: /^\d{1,15}$/.test(maxAge) ? Number(maxAge) : undefined,
    }
  }
  return undefined
}

/** Returns a text that is the same for equal demands. The order of scopes has no meaning, RFC 6749 §3.3. */
export function demandKey({ error, scope, acrValues, maxAge }: StepUpDemand): string {
  return JSON.stringify([error, scopesOf(scope).toSorted(), acrValues, maxAge])
}

/**
 * Checks whether a token with the scopes `granted` surely meets the demand. Only scopes can be compared, because a token does not show how
 * its user logged in.
 */
export function isMetByScope({ error, scope, acrValues, maxAge }: StepUpDemand, granted: string | undefined): boolean {
  if (error !== 'insufficient_scope' || acrValues !== undefined || maxAge !== undefined) return false
  const wanted = scopesOf(scope)
  const given = scopesOf(granted)
  return wanted.length > 0 && wanted.every((name) => given.includes(name))
}

function scopesOf(scope: string | undefined): string[] {
  return (scope ?? '').split(' ').filter((name) => name !== '')
}
