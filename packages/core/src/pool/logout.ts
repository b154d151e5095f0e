import { expect } from '../lib/option-checks.ts'
import type { LogoutClaims } from '../session/coordinator-pool-interface.ts'
import type { SessionId } from './session-ids.ts'

/** The checked claims of a logout token, OpenID Connect Back-Channel Logout 1.0 §2.4. */
export interface Logout {
  readonly iss: string | undefined
  readonly sub: string | undefined
  readonly sid: string | undefined
}

/**
 * Checks the claims of a logout token.
 *
 * @throws {TypeError} a claim is no text, or there is neither a `sid` nor a `sub`
 */
export function readLogout(claims: LogoutClaims): Logout {
  expect(typeof claims === 'object' && claims !== null, 'end', 'the claims of a logout token, such as { iss, sid }')
  const { iss, sub, sid } = claims as Partial<Record<keyof LogoutClaims, unknown>>
  for (const [name, value] of Object.entries({ iss, sub, sid }))
    expect(value === undefined || (typeof value === 'string' && value !== ''), name, 'a text that is not empty')
  expect(sub !== undefined || sid !== undefined, 'end', 'claims with a `sid` or a `sub`')
  return { iss, sub, sid } as Logout
}

/**
 * Checks whether a logout concerns a session. A logout with a `sid` concerns the session of that id. If the id of a session is unknown, the
 * subject decides. To end too many sessions is safer than to end too few.
 *
 * @param subject - the subject of the session, as the option `subject` has read it; undefined: unknown
 */
export function isConcerned(subject: string | undefined, id: SessionId | undefined, { iss, sub, sid }: Logout): boolean {
  if (sid !== undefined && id !== undefined) return id.sid === sid && (iss === undefined || id.iss === iss)
  if (subject === undefined || sub === undefined) return false
  const [issuer, name] = issuerAndSubject(subject)
  return name === sub && (iss === undefined || issuer === undefined || issuer === iss)
}

/**
 * Splits a text of the option `subject` into issuer and subject, if the text has the default form: a JSON list of both. Any other text is
 * the subject itself, and the issuer is unknown.
 */
function issuerAndSubject(subject: string): readonly [issuer: unknown, name: unknown] {
  try {
    const parsed: unknown = JSON.parse(subject)
    if (Array.isArray(parsed) && parsed.length === 2) return [parsed[0], parsed[1]]
  } catch {}
  return [undefined, subject]
}
