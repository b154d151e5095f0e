import { baseUrl } from '../lib/base-url.ts'

/**
 * Why a request went out without a token. `origin`: tokens may not go to its origin. `own-authorization`: it carries credentials of the
 * caller's own, in a header, in an option of the client or in its URL. `opted-out`: it says `bearer: false`. `not-signed-in`: nobody is signed
 * in, and the option `beforeSignIn` sends such requests.
 */
export type SkipReason = 'origin' | 'own-authorization' | 'opted-out' | 'not-signed-in'

/** Tells why a request gets no token. What the caller has asked for comes first. */
export function skipReason(url: string, bearer: unknown, ownCredentials: boolean): SkipReason {
  if (bearer === false) return 'opted-out'
  return ownCredentials || hasCredentials(url) ? 'own-authorization' : 'origin'
}

function hasCredentials(url: string): boolean {
  const parsed = URL.parse(url, baseUrl())
  return Boolean(parsed?.username || parsed?.password)
}
