import { baseUrl } from '../lib/base-url.ts'
import { parseUrl } from '../lib/parse-url.ts'
import { type Challenge, parseChallenges } from '../http/www-authenticate.ts'

/** Facts about a response, to decide whether the response rejects the token. */
export interface ResponseFacts {
  readonly status: number
  /** The WWW-Authenticate header; null or undefined if there is no header, or if a browser hides it. */
  readonly challenge?: string | null | undefined
  /** The final URL after redirects; null, undefined or empty if the URL is unknown. */
  readonly url?: string | null | undefined
  /**
   * True: the adapter found that the response rejects the token, although the status does not show this.
   * @default status and challenge decide
   */
  readonly rejectsToken?: boolean | undefined
}

/**
 * The class of a response. `refresh`: the response rejects the token, so refresh the token and replay the request. `ignore`: the caller
 * gets the response.
 */
export type ResponseClass = 'refresh' | 'ignore'

/**
 * The reason why the caller got a response that may reject the token.
 *
 * `status`: the status is not 401. `other-scheme`: the challenges are for other schemes. `other-error`: the challenge has another error
 * than `invalid_token`. `bare-challenge`: the option `bareChallenge` decided. `should-refresh`: the option `shouldRefresh` decided.
 * `other-origin`: a redirect led to another origin. `rejected-again`: a replay was rejected, too. `one-shot-body`: the body can't be sent
 * again. `unread-body`: the body of the response could not be read to its end, so the response holds its connection. `session-over`: the
 * session of the request has ended. `cooldown`: no token request is made for a while after a failed refresh. `budget`: rejections have
 * started too many refreshes. `always-rejected`: the server has rejected a new token, and no refresh follows for a while. `no-newer-token`:
 * no newer token was available. `origin`: the request's origin is no longer allowed. `step-up-declined`: the hook of `stepUp` gave no
 * tokens. `step-up-failed`: the hook failed, or its tokens can't be used. `step-up-unmet`: the server repeated the demand after the hook
 * had given tokens. For a minute, the hook is not called for this demand.
 */
export type IgnoreRule =
  | 'status'
  | 'other-scheme'
  | 'other-error'
  | 'bare-challenge'
  | 'should-refresh'
  | 'other-origin'
  | 'rejected-again'
  | 'one-shot-body'
  | 'unread-body'
  | 'session-over'
  | 'cooldown'
  | 'budget'
  | 'always-rejected'
  | 'no-newer-token'
  | 'origin'
  | 'step-up-declined'
  | 'step-up-failed'
  | 'step-up-unmet'

/** The class of a response. `rule`: the reason why the caller gets the response. */
export type ClassifiedResponse = { readonly kind: 'refresh' } | { readonly kind: 'ignore'; readonly rule: IgnoreRule }

/** The settings by which a response with status 401 is classified. */
export interface ResponsePolicy {
  /**
   * The authentication scheme of the token, in lower case. Empty: the token is sent without a scheme, and challenges for Bearer are read.
   */
  readonly scheme: string
  /** The class of a 401 that has no challenge, or no `error` in the challenges for the token's scheme: `refresh` or `ignore`. */
  readonly bareChallenge: ResponseClass
}

/**
 * Classifies a response to a request that carried a token. Only challenges for the token's scheme are read: other challenges offer other
 * ways to authenticate (RFC 9110 §11.6.1). Only the error `invalid_token` rejects the token (RFC 6750 §3.1). A step-up needs another login,
 * not a refresh (RFC 9470 §3): see `stepUpDemandOf`.
 */
export function classifyResponse(response: ResponseFacts, requestUrl: string, policy: ResponsePolicy): ClassifiedResponse {
  if (response.status !== 401 && response.rejectsToken !== true) return ignored('status')
  if (movedToOtherOrigin(requestUrl, response.url)) return ignored('other-origin')
  if (response.rejectsToken === true) return { kind: 'refresh' }
  const challenges = parseChallenges(response.challenge ?? '')
  const ours = ownChallenges(challenges, policy.scheme)
  if (challenges.length > 0 && ours.length === 0) return ignored('other-scheme')
  const errors = errorsOf(ours)
  if (errors.length === 0) return policy.bareChallenge === 'refresh' ? { kind: 'refresh' } : ignored('bare-challenge')
  return errors.includes('invalid_token') ? { kind: 'refresh' } : ignored('other-error')
}

function ignored(rule: IgnoreRule): ClassifiedResponse {
  return { kind: 'ignore', rule }
}

/** Returns the challenges for the scheme with which the token was sent. If the token was sent without a scheme, `bearer` is used. */
export function ownChallenges(challenges: readonly Challenge[], sent: string): Challenge[] {
  return challenges.filter(({ scheme }) => scheme === (sent || 'bearer'))
}

export function errorsOf(challenges: readonly Challenge[]): string[] {
  return challenges.map(({ parameters }) => parameters.get('error')).filter((error) => error !== undefined)
}

/** Checks whether redirects led to another origin. */
export function movedToOtherOrigin(requestUrl: string, finalUrl: string | null | undefined): boolean {
  if (!finalUrl || finalUrl === requestUrl) return false
  const base = baseUrl()
  const from = parseUrl(requestUrl, base)
  const to = parseUrl(finalUrl, base)
  return from !== null && to !== null && from.origin !== to.origin
}
