import { baseUrl } from '../lib/base-url.ts'
import { type Challenge, parseChallenges } from '../http/www-authenticate.ts'

/** What core knows of a response, to tell whether the token is at fault. */
export interface ResponseFacts {
  readonly status: number
  /** The WWW-Authenticate header; nullish where there is none, or where a browser hides it. */
  readonly challenge?: string | null | undefined
  /** The final URL after redirects; nullish or empty where it can't be known. */
  readonly url?: string | null | undefined
  /** Has the adapter found that the response rejects the token, though the status does not say so? @default status and challenge decide */
  readonly rejectsToken?: boolean | undefined
}

/** `refresh`: the token is the trouble, get another and replay. `ignore`: the response is the caller's. */
export type ResponseClass = 'refresh' | 'ignore'

/**
 * Why a response was handed to the caller although it may speak of the token.
 * `status`: it is not 401. `other-scheme`: its challenges are for other schemes. `other-error`: its challenge has another error than
 * `invalid_token`. `bare-challenge`, `should-refresh`: the option of that name. `other-origin`: a redirect led to another origin.
 * `rejected-again`: a replay was rejected, too. `one-shot-body`: the body can't be sent again. `unread-body`: the response holds its
 * connection, as its body could not be read to the end. `session-over`: the session of the request has ended. `cooldown`: the token
 * endpoint is cooling down. `budget`: rejections have asked for too many refreshes. `always-rejected`: the endpoint has rejected a brand-new
 * token, and gets no other for a while. `no-newer-token`: none could be had. `origin`: the request's origin is not allowed any more.
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

/** What a response means, and why a response is the caller's. */
export type ClassifiedResponse = { readonly kind: 'refresh' } | { readonly kind: 'ignore'; readonly rule: IgnoreRule }

/** How 401s are classified where the standards leave a choice. */
export interface ResponsePolicy {
  /** The scheme that the token is sent with, in lower case. Without a scheme, challenges for Bearer count. */
  readonly scheme: string
  /** What a 401 that says nothing of the token means. */
  readonly bareChallenge: ResponseClass
}

/**
 * Classifies a response to a request that carried a token of ours.
 * Only challenges for the scheme that was sent count: RFC 9110 §11.6.1 has the others offer other ways to authenticate.
 * RFC 6750 §3.1: only `invalid_token` speaks of the token; RFC 9470 §3: step-up wants another login, not a refresh.
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

/** The challenges for the scheme that was sent. */
export function ownChallenges(challenges: readonly Challenge[], sent: string): Challenge[] {
  return challenges.filter(({ scheme }) => scheme === (sent || 'bearer'))
}

export function errorsOf(challenges: readonly Challenge[]): string[] {
  return challenges.map(({ parameters }) => parameters.get('error')).filter((error) => error !== undefined)
}

function movedToOtherOrigin(requestUrl: string, finalUrl: string | null | undefined): boolean {
  if (!finalUrl || finalUrl === requestUrl) return false
  const base = baseUrl()
  const from = URL.parse(requestUrl, base)
  const to = URL.parse(finalUrl, base)
  return from !== null && to !== null && from.origin !== to.origin
}
