import { baseUrl } from '../lib/base-url.ts'
import { type Challenge, parseChallenges } from '../http/www-authenticate.ts'

/** What an adapter hands over of an answer, for core to judge. */
export interface Answer {
  readonly status: number
  /** The WWW-Authenticate header; nullish where there is none, or where a browser hides it. */
  readonly challenge?: string | null | undefined
  /** The final URL after redirects; nullish or empty where it can't be known. */
  readonly url?: string | null | undefined
}

/** `renew`: the token is the trouble, get another and replay. `hands-off`: the answer is the caller's. */
export type Verdict = 'renew' | 'hands-off'

/** How 401s are judged where the standards leave a choice. */
export interface VerdictPolicy {
  /** The scheme that the token is sent with, in lower case. Without a scheme, challenges for Bearer count. */
  readonly scheme: string
  /** What a 401 that says nothing of the token means. */
  readonly bareChallenge: Verdict
}

/**
 * Judges an answer to a request that carried a token of ours.
 * Only challenges for the scheme that was sent count: RFC 9110 §11.6.1 has the others offer other ways to authenticate.
 * RFC 6750 §3.1: only `invalid_token` speaks of the token; RFC 9470 §3: step-up wants another login, not a renewal.
 */
export function judge(answer: Answer, requestUrl: string, policy: VerdictPolicy): Verdict {
  if (answer.status !== 401 || movedToOtherOrigin(requestUrl, answer.url)) return 'hands-off'
  const challenges = parseChallenges(answer.challenge ?? '')
  if (challenges.length === 0) return policy.bareChallenge
  const ours = challenges.filter(({ scheme }) => scheme === (policy.scheme || 'bearer'))
  if (ours.length === 0) return 'hands-off'
  const errors = ours.map(errorOf).filter((error) => error !== undefined)
  if (errors.length === 0) return policy.bareChallenge
  return errors.includes('invalid_token') ? 'renew' : 'hands-off'
}

function errorOf(challenge: Challenge): string | undefined {
  return challenge.parameters.get('error')
}

function movedToOtherOrigin(requestUrl: string, finalUrl: string | null | undefined): boolean {
  if (!finalUrl || finalUrl === requestUrl) return false
  const base = baseUrl()
  const from = URL.parse(requestUrl, base)
  const to = URL.parse(finalUrl, base)
  return from !== null && to !== null && from.origin !== to.origin
}
