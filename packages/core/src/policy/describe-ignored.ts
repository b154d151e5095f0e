import { parseChallenges } from '../http/www-authenticate.ts'
import { type ResponseFacts, errorsOf, type IgnoreRule, ownChallenges } from './classify-response.ts'

/** The `error` of a challenge: a code from RFC 6750 §3.1, RFC 9449 §7.1 and §9, or RFC 9470 §3. `other`: any other text. */
export type ChallengeError =
  | 'invalid_request'
  | 'invalid_token'
  | 'insufficient_scope'
  | 'insufficient_user_authentication'
  | 'invalid_dpop_proof'
  | 'use_dpop_nonce'
  | 'other'

const challengeErrors = new Set<string>([
  'invalid_request',
  'invalid_token',
  'insufficient_scope',
  'insufficient_user_authentication',
  'invalid_dpop_proof',
  'use_dpop_nonce',
] satisfies ChallengeError[])

/** Facts about a response that may reject the token, but that the caller got. `rule`: the reason why the caller got the response. */
export interface IgnoredResponse {
  readonly status: number
  /** The `error` of the first challenge for the token's scheme that has an `error`. */
  readonly error: ChallengeError | undefined
  readonly rule: IgnoreRule
}

/**
 * Describes a response that the caller got, if the response may reject the token. This is true for each 401, and for each 400 or 403 with a
 * challenge for the token's scheme. It is also true for each response that `shouldRefresh` or the adapter classified as a rejection.
 * Undefined: any other response.
 */
export function describeIgnored({ status, challenge }: ResponseFacts, rule: IgnoreRule, scheme: string): IgnoredResponse | undefined {
  const ours = ownChallenges(parseChallenges(challenge ?? ''), scheme)
  const mayBeRejection = rule !== 'status' || ((status === 400 || status === 403) && ours.length > 0)
  return mayBeRejection ? { status, error: registered(errorsOf(ours)[0]), rule } : undefined
}

function registered(error: string | undefined): ChallengeError | undefined {
  return error === undefined || challengeErrors.has(error) ? (error as ChallengeError | undefined) : 'other'
}
