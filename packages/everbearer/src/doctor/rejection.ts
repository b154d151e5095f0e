import { parseChallenges } from '@everbearer/core/adapter'
import type { Reply } from '../http/reply.ts'

/**
 * The kind of an API's rejection. With status 401, `invalid-token`: a Bearer challenge has the error `invalid_token`. `other-error`: Bearer
 * challenges have only other errors. `bare`: Bearer challenges have no error. `other-scheme`: only other schemes have challenges.
 * `no-challenge`: the response has no challenge. `forbidden`: the status is 403. `none`: another status, or no response.
 */
export type Rejection = 'invalid-token' | 'bare' | 'no-challenge' | 'other-scheme' | 'other-error' | 'forbidden' | 'none'

/** Returns the kind of an API's rejection. As in `@everbearer/core`, only the errors of Bearer challenges are read. */
export function rejectionOf(reply: Reply): Rejection {
  if (reply.kind === 'no-response') return 'none'
  if (reply.status === 403) return 'forbidden'
  if (reply.status !== 401) return 'none'
  const challenges = parseChallenges(reply.headers['www-authenticate'] ?? '')
  if (challenges.length === 0) return 'no-challenge'
  const ours = challenges.filter(({ scheme }) => scheme === 'bearer')
  if (ours.length === 0) return 'other-scheme'
  const errors = ours.map(({ parameters }) => parameters.get('error')).filter((error) => error !== undefined)
  if (errors.length === 0) return 'bare'
  return errors.includes('invalid_token') ? 'invalid-token' : 'other-error'
}
