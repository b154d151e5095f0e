import { jwtClaims } from './jwt-claims.ts'
import type { ReceivedTokenResponse } from './token-response.ts'

/**
 * Whose tokens these are, by the ID token among them: issuer and subject, OpenID Connect Core §12.2. The default of
 * the option `subject`. The signature is not checked: the claim only tells one user from another.
 *
 * @returns undefined where there is no ID token, or it names nobody
 */
export function readSubject(response: ReceivedTokenResponse): string | undefined {
  const { id_token: idToken } = response
  const claims = typeof idToken === 'string' ? jwtClaims(idToken) : undefined
  return typeof claims?.['sub'] === 'string' ? JSON.stringify([claims['iss'] ?? null, claims['sub']]) : undefined
}
