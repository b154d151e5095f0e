import { describeReply } from '../../http/reply.ts'
import { type Check, ok, warning, wrong } from '../finding.ts'
import { isWrongTry } from '../authentication-order.ts'
import { firstGrant, lastRequest, type TokenRequestReading } from '../observations.ts'

export const grant: Check = {
  id: 'grant',
  about: 'the client may use the grant',
  source: 'RFC 6749 §4, §5.2',
  findings(observations) {
    const { target } = observations
    const granted = firstGrant(observations)
    if (granted !== undefined) {
      if (target.grant !== 'password') return [ok(`The server grants a token for ${target.grant}.`)]
      const remedy = 'Move to the authorization code grant in a browser, and to refreshToken().'
      return [warning('The server grants a token for a password. The standard forbids this grant.', remedy, 'RFC 9700 §2.4')]
    }
    const last = lastRequest(observations, 'obtain')
    if (last === undefined || isOfOtherCheck(last)) return []
    const what = last.error ?? `${describeReply(last.reply)} without an error code of the standard`
    return [wrong(`The token endpoint rejects the request: ${what}.`, remedyFor(last.error, target.grant))]
  },
}

/** Checks whether another check reports the failure of this token request, so that the failure is not reported twice. */
function isOfOtherCheck(request: TokenRequestReading): boolean {
  const { reply, fields, error } = request
  if (fields === undefined || isWrongTry(request) || error === 'invalid_scope') return true
  return reply.kind === 'no-response' || reply.status < 400 || reply.status >= 500 || reply.status === 429
}

function remedyFor(error: string | undefined, name: string): string {
  if (error === 'invalid_grant') {
    return name === 'password'
      ? 'Check user name and password. They were sent once only.'
      : 'The refresh token is dead, or of another client. Sign in again.'
  }
  if (error === 'unauthorized_client' || error === 'unsupported_grant_type') {
    return `Enable the grant ${name} for this client at the server, or choose another by --grant.`
  }
  return 'Look at the log of the server. A parameter may be missing: --parameter name=value.'
}
