import { jwtClaims } from './jwt-claims.ts'
import type { ReceivedTokenResponse } from './token-response.ts'

/**
 * Reads the user of a token response from its ID token: issuer and subject, OpenID Connect Core §12.2. This is the default of the option
 * `subject`. The signature is not checked, because the claims only distinguish users.
 *
 * @returns undefined: the response has no ID token, or the ID token has no subject
 */
export function readSubject(response: ReceivedTokenResponse): string | undefined {
  const { id_token: idToken } = response
  const claims = typeof idToken === 'string' ? jwtClaims(idToken) : undefined
  return typeof claims?.['sub'] === 'string' ? JSON.stringify([claims['iss'] ?? null, claims['sub']]) : undefined
}
