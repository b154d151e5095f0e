import { parseChallenges } from '@everbearer/core/adapter'
import type { Reply } from '../http/reply.ts'

/** The kind of an API's rejection. `forbidden`: the status is 403. `none`: the response is no rejection of the token. */
export type Rejection = 'invalid-token' | 'bare' | 'no-challenge' | 'other-scheme' | 'other-error' | 'forbidden' | 'none'

/** Reads a rejection in the same way as core: only Bearer challenges count, and only `invalid_token` is about the token. */
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
