import { baseUrl } from '../lib/base-url.ts'
import { parseUrl } from '../lib/parse-url.ts'

/**
 * The reason why a request was sent without a token. `origin`: tokens may not go to the request's origin. `own-authorization`: the request
 * carries the caller's own credentials, in a header, in a client option or in its URL. `opted-out`: the request has `bearer: false`.
 * `not-signed-in`: nobody is signed in, and the option `beforeSignIn` is `send-without-token`.
 */
export type SkipReason = 'origin' | 'own-authorization' | 'opted-out' | 'not-signed-in'

/** Returns the reason why a request gets no token. `bearer: false` has priority over the other reasons. */
export function skipReason(url: string, bearer: unknown, ownCredentials: boolean): SkipReason {
  if (bearer === false) return 'opted-out'
  return ownCredentials || hasCredentials(url) ? 'own-authorization' : 'origin'
}

function hasCredentials(url: string): boolean {
  const parsed = parseUrl(url, baseUrl())
  return Boolean(parsed?.username || parsed?.password)
}
