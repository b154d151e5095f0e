import { describeReply, isSuccess, type Reply } from '../../http/reply.ts'
import { type Check, type Finding, ok, skipped, warning, wrong } from '../finding.ts'
import type { ApiReading } from '../observations.ts'
import { type Rejection, rejectionOf } from '../rejection.ts'

export const challengeNoToken: Check = {
  id: 'challenge-no-token',
  about: 'a request without a token gets a 401 with a Bearer challenge',
  source: 'RFC 6750 §3, §3.1',
  findings({ api }) {
    if (api === undefined || api.noToken.kind === 'no-response') return []
    const { noToken } = api
    if (isSuccess(noToken))
      return [warning('The API needs no token at this URL, so its rejections cannot be seen.', 'Name a URL by --api that needs a token.')]
    if (noToken.status !== 401)
      return [warning(`Without a token, the API responds with ${describeReply(noToken)}.`, 'The standard has 401 here.')]
    const rejection = rejectionOf(noToken)
    if (rejection === 'bare' || rejection === 'invalid-token')
      return [ok('Without a token, the API responds with 401 and a Bearer challenge.')]
    if (rejection === 'no-challenge')
      return [
        warning(
          'Without a token, the API responds with 401 and no challenge.',
          'The standard requires WWW-Authenticate.',
          'RFC 9110 §15.5.2',
        ),
      ]
    return [
      warning(`Without a token, the API responds with 401 and ${names[rejection]}.`, 'The standard has a plain Bearer challenge here.'),
    ]
  },
}

export const challengeWrongToken: Check = {
  id: 'challenge-wrong-token',
  about: 'a made-up token gets a 401 with invalid_token',
  source: 'RFC 6750 §3.1',
  findings({ api }) {
    if (api === undefined || isSuccess(api.noToken)) return []
    return [ofRejected('a made-up token', api.wrongToken, true)]
  },
}

export const challengeDeadToken: Check = {
  id: 'challenge-dead-token',
  about: 'a revoked or expired token gets a 401 with invalid_token, and no 403',
  source: 'RFC 6750 §3.1',
  findings({ api }) {
    if (api === undefined || isSuccess(api.noToken) || !isSuccess(api.freshToken)) return []
    const { deadToken } = api
    if (deadToken === undefined)
      return [
        skipped(
          'No dead token was seen: the server revokes none, and tokens live too long to wait.',
          'See the finding on a made-up token.',
        ),
      ]
    if (isSuccess(deadToken.reply) && deadToken.death === 'revoked')
      return [ok('The API accepts a revoked token until it expires, as APIs do that check signatures.')]
    return [ofRejected(deadToken.death === 'revoked' ? 'a revoked token' : 'an expired token', deadToken.reply, false)]
  },
}

const names: Readonly<Record<Rejection, string>> = {
  'invalid-token': 'invalid_token',
  bare: 'a Bearer challenge without an error code',
  'no-challenge': 'no challenge',
  'other-scheme': 'a challenge for another scheme only',
  'other-error': 'another error than invalid_token',
  forbidden: 'no word about the token',
  none: 'no rejection',
}

const optionBelow = 'The option shouldRefresh below makes Everbearer refresh after it. Better: have the API say invalid_token.'

function ofRejected(which: string, reply: Reply, isMadeUp: boolean): Finding {
  const rejection = rejectionOf(reply)
  const said = `To ${which}, the API responds with ${describeReply(reply)} and ${names[rejection]}.`
  switch (rejection) {
    case 'invalid-token':
      return ok(said)
    case 'bare':
    case 'no-challenge':
      return warning(said, 'Everbearer refreshes after it. If the API says this for other reasons, too: bareChallenge.')
    case 'other-scheme':
    case 'other-error':
    case 'forbidden':
      return wrong(said, optionBelow)
    case 'none':
      if (isMadeUp && isSuccess(reply)) return wrong('The API accepts a made-up token.', 'Have the API check its tokens.', 'RFC 6750 §5.2')
      return warning(`To ${which}, the API responds with ${describeReply(reply)}.`, 'The standard has 401 and invalid_token here.')
  }
}

/** Returns how the API rejects a revoked or expired token, or else a made-up token. The options in the printed code depend on it. */
export function decisiveRejection(api: ApiReading | undefined): { readonly rejection: Rejection; readonly status: number } | undefined {
  const reply = api?.deadToken !== undefined && !isSuccess(api.deadToken.reply) ? api.deadToken.reply : api?.wrongToken
  return reply?.kind === 'response' ? { rejection: rejectionOf(reply), status: reply.status } : undefined
}
