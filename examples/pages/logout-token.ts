// Verifies a logout token: OpenID Connect Back-Channel Logout 1.0 §2.6.
import type { LogoutClaims } from '@everbearer/fetch'
import { type JWTVerifyGetKey, jwtVerify } from 'jose'

export interface LogoutTokenOptions {
  readonly issuer: string
  readonly clientId: string
  /** The issuer's keys: `createRemoteJWKSet(new URL(metadata.jwks_uri))`. */
  readonly keys: JWTVerifyGetKey
}

const event = 'http://schemas.openid.net/event/backchannel-logout'

/** @throws the token is no valid logout token */
export async function readLogoutToken(token: string, { issuer, clientId, keys }: LogoutTokenOptions): Promise<LogoutClaims> {
  const { payload } = await jwtVerify(token, keys, {
    issuer,
    audience: clientId,
    algorithms: ['RS256', 'ES256', 'PS256', 'EdDSA'],
    requiredClaims: ['iat', 'exp', 'jti', 'events'],
  })
  const { events, nonce } = payload as { readonly events?: Readonly<Record<string, unknown>>; readonly nonce?: unknown }
  // A token with a nonce is an ID token.
  if (typeof events?.[event] !== 'object' || nonce !== undefined) throw new TypeError('not a logout token')
  return payload
}
