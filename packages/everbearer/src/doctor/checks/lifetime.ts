import { type Check, type Finding, ok, warning } from '../finding.ts'
import { firstGrant, type GrantedRequest } from '../observations.ts'

/** Lifetime of an access token below which doctor warns, s. A short lifetime means a token request every few seconds. */
const short = 30
/** Time by which a token may end before its `expires_in`, s. The cause is a server that counts whole seconds. */
const wholeSecond = 1

export const lifetime: Check = {
  id: 'lifetime',
  about: 'expires_in is a number of seconds, and agrees with the exp of a JWT',
  source: 'RFC 6749 §5.1, RFC 7519 §4.1.4',
  findings(observations) {
    const granted = firstGrant(observations)
    if (granted === undefined) return []
    const { expires_in: given } = granted.fields
    const seconds = typeof given === 'string' && given.trim() !== '' ? Number(given) : given
    const expiry = lifeOfJwt(granted)
    if (typeof seconds !== 'number' || !(seconds > 0) || !Number.isFinite(seconds)) return [ofUnknown(given, expiry)]
    const found = [
      ...(typeof given === 'string' ? [warning('expires_in is a text, and not a number.', 'Everbearer reads it nevertheless.')] : []),
      ...(seconds < short
        ? [warning(`Tokens live for ${seconds} s only.`, 'Each lifetime costs a token request. Ask for longer tokens.')]
        : []),
      ...ofEarlyEnd(seconds, expiry),
    ]
    return found.length > 0 ? found : [ok(`Tokens live for ${seconds} s.${Number.isInteger(seconds) ? wholeSeconds : ''}`)]
  },
}

const wholeSeconds = ' The server counts whole seconds: a token may end one second earlier. Everbearer leaves that margin.'

function ofUnknown(given: unknown, expiry: number | undefined): Finding {
  const about = given === undefined || given === null ? 'is missing' : 'is no number above 0'
  if (expiry !== undefined) return warning(`expires_in ${about}.`, `Everbearer reads the end from the JWT: about ${Math.round(expiry)} s.`)
  return warning(`expires_in ${about}, so the lifetime is unknown.`, 'Everbearer uses the token until the API rejects it.')
}

/**
 * Warns if the access token is a JWT whose `exp` is over 2 s before the end of `expires_in`. The API would reject such a token before
 * Everbearer refreshes the token.
 */
function ofEarlyEnd(seconds: number, expiry: number | undefined): Finding[] {
  if (expiry === undefined || seconds - expiry <= wholeSecond + 1) return []
  return [
    warning(
      `The JWT ends after ${Math.round(expiry)} s, and expires_in says ${seconds} s.`,
      'Requests then meet a 401, and are replayed. Mend the clocks or the server.',
    ),
  ]
}

/**
 * Returns the time from the response until the JWT's `exp`, s: RFC 7519 §4.1.4. If the response has a `Date`, the server's clock is used.
 * Undefined: the access token is no JWT, or has no `exp`.
 */
function lifeOfJwt({ fields, reply }: GrantedRequest): number | undefined {
  const [, payload] = String(fields['access_token']).split('.')
  if (payload === undefined) return undefined
  try {
    const { exp } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { exp?: unknown }
    const now = Date.parse(reply.headers['date'] ?? '') || reply.sentAt
    return typeof exp === 'number' ? exp - now / 1000 : undefined
  } catch {
    return undefined
  }
}
