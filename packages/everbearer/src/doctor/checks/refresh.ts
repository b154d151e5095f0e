import { describeReply } from '../../http/reply.ts'
import { type Check, ok, skipped, wrong } from '../finding.ts'
import { firstGrant, isGranted, lastRequest } from '../observations.ts'

export const refresh: Check = {
  id: 'refresh',
  about: 'a refresh token brings a new token; your own refresh token is used only with --spend-refresh-token',
  source: 'RFC 6749 §6',
  findings(observations) {
    if (observations.session.refreshTokenSpared) {
      const remedy = 'Add --spend-refresh-token. With rotation, the session is lost, and somebody has to sign in again.'
      return [skipped('Your refresh token was not used.', remedy)]
    }
    const granted = firstGrant(observations)
    if (granted === undefined) return []
    const refreshed = lastRequest(observations, 'refresh')
    if (refreshed === undefined) {
      const isNamed = typeof granted.fields['refresh_token'] === 'string' && granted.fields['refresh_token'] !== ''
      return isNamed
        ? []
        : [
            ok(
              `The server sends no refresh token.${observations.target.grant === 'client_credentials' ? ' Each refresh asks by the client credentials.' : ''}`,
            ),
          ]
    }
    if (isGranted(refreshed)) return [ok('The refresh token brings a new token.')]
    const code = refreshed.error === undefined ? '' : ` (${refreshed.error})`
    const isJson = refreshed.reply.kind !== 'response' || refreshed.reply.status >= 300 || refreshed.fields !== undefined
    const what = isJson ? describeReply(refreshed.reply) : 'no JSON object'
    return [
      wrong(
        `A new refresh token brings no token: ${what}${code}.`,
        'Enable the grant refresh_token for this client, or have the server send no refresh token.',
      ),
    ]
  },
}
