import { type Check, ok, warning, wrong } from '../finding.ts'
import { isWrongTry } from '../authentication-order.ts'
import { firstGrant, lastRequest } from '../observations.ts'

const handled = new Set(['invalid_scope', 'invalid_client'])

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
    if (last?.error === undefined || last.reply.kind === 'no-response' || isWrongTry(last) || handled.has(last.error)) return []
    // Other statuses speak of the server, RFC 6749 §5.2.
    if (last.reply.status !== 400 && last.reply.status !== 403) return []
    return [wrong(`The token endpoint rejects the request: ${last.error}.`, remedyFor(last.error, target.grant))]
  },
}

function remedyFor(error: string, name: string): string {
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
