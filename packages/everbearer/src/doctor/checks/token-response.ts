import { type Check, type Finding, ok, warning, wrong } from '../finding.ts'
import { lastRequest } from '../observations.ts'

export const tokenResponse: Check = {
  id: 'token-response',
  about: 'access_token, token_type, refresh_token and refresh_expires_in have their form',
  source: 'RFC 6749 §5.1',
  findings(observations) {
    const { reply, fields } = lastRequest(observations, 'obtain') ?? {}
    if (reply?.kind !== 'response' || reply.status >= 300 || fields === undefined) return []
    const found = [...ofAccessToken(fields), ...ofTokenType(fields), ...ofRefreshToken(fields)]
    return found.length > 0 ? found : [ok('The token response has its form.')]
  },
}

type Fields = Readonly<Record<string, unknown>>

function ofAccessToken({ access_token: token }: Fields): Finding[] {
  if (token === undefined || token === null || token === '')
    return [wrong('The token response has no access_token.', 'Ask the operator of the server.')]
  if (typeof token === 'string' && /^[\x21-\x7E]+$/.test(token)) return []
  return [wrong('The access_token is no text of printable ASCII.', 'Ask the operator of the server.', 'RFC 6749 appendix A.12')]
}

function ofTokenType({ token_type: type }: Fields): Finding[] {
  if (type === undefined || type === null)
    return [warning('The token response has no token_type.', 'Everbearer takes the token for Bearer.')]
  if (typeof type === 'string' && /^(?:bearer|dpop)$/i.test(type)) return []
  const name = typeof type === 'string' ? (/^[\w.:/-]{1,40}$/.exec(type)?.[0] ?? 'unreadable') : typeof type
  return [wrong(`The token_type is ${name}, and not Bearer.`, 'Configure the client for Bearer tokens.', 'RFC 6749 §7.1')]
}

function ofRefreshToken({ refresh_token: token, refresh_expires_in: lifetime }: Fields): Finding[] {
  const found: Finding[] = []
  if (token !== undefined && token !== null && (typeof token !== 'string' || token === '')) {
    found.push(warning('The refresh_token is empty or no text.', 'Everbearer leaves it aside.'))
  }
  if (lifetime === undefined || lifetime === null) return found
  if (lifetime === 0 || lifetime === '0') {
    if (typeof token !== 'string') return found
    return [...found, ok('refresh_expires_in is 0. Everbearer reads this as "never expires", as Keycloak means it.')]
  }
  if (Number(lifetime) > 0) return found
  return [...found, warning('refresh_expires_in is no number of seconds.', 'Everbearer takes the lifetime as unknown.', 'no standard')]
}
