import { parseChallenges } from '../http/www-authenticate.ts'
import { type ResponseFacts, errorsOf, type IgnoreRule, ownChallenges } from './classify-response.ts'

/** The `error` of a challenge: registered by RFC 6750 §3.1 or RFC 9470 §3. Any other may be a text that the server made up. */
export type ChallengeError = 'invalid_request' | 'invalid_token' | 'insufficient_scope' | 'insufficient_user_authentication' | 'other'

const challengeErrors = new Set<string>([
  'invalid_request',
  'invalid_token',
  'insufficient_scope',
  'insufficient_user_authentication',
] satisfies ChallengeError[])

/** What a response said that a rule handed to the caller. */
export interface IgnoredResponse {
  readonly status: number
  /** Of the first challenge for the scheme that was sent that has an error. */
  readonly error: ChallengeError | undefined
  readonly rule: IgnoreRule
}

/**
 * Tells what a response said that was handed to the caller, if it may be a word on the token: each 401, a 400 or 403 with a challenge for
 * the scheme that was sent, and each response that `shouldRefresh` took for a rejection. Undefined for any other error.
 */
export function describeIgnored({ status, challenge }: ResponseFacts, rule: IgnoreRule, scheme: string): IgnoredResponse | undefined {
  const ours = ownChallenges(parseChallenges(challenge ?? ''), scheme)
  const mayBeRejection = rule !== 'status' || ((status === 400 || status === 403) && ours.length > 0)
  return mayBeRejection ? { status, error: registered(errorsOf(ours)[0]), rule } : undefined
}

function registered(error: string | undefined): ChallengeError | undefined {
  return error === undefined || challengeErrors.has(error) ? (error as ChallengeError | undefined) : 'other'
}
