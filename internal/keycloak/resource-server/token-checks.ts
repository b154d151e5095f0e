import { createPublicKey, type JsonWebKey, type KeyObject, verify } from 'node:crypto'
import { introspector } from '../realms/realm-builders.ts'

/** Says whether a token is good. */
export type TokenCheck = (token: string) => Promise<boolean>

/** Asks Keycloak about each token, RFC 7662: it knows of sessions that have ended and of tokens that were revoked. */
export function byIntrospection(realmUrl: string): TokenCheck {
  return async (token) => {
    const response = await fetch(`${realmUrl}/protocol/openid-connect/token/introspect`, {
      method: 'POST',
      body: new URLSearchParams({ token, client_id: introspector.clientId, client_secret: introspector.secret ?? '' }),
    })
    if (!response.ok) throw new Error(`introspection answered ${response.status}: ${await response.text()}`)
    return ((await response.json()) as { active: boolean }).active
  }
}

/** Checks the signature and the times of a JWT by the realm's published keys, as most do: it works while Keycloak is down. */
export async function bySignature(realmUrl: string): Promise<TokenCheck> {
  const response = await fetch(`${realmUrl}/protocol/openid-connect/certs`)
  const { keys } = (await response.json()) as { keys: (JsonWebKey & { kid: string; use: string })[] }
  const published = new Map(keys.filter(({ use }) => use === 'sig').map((key) => [key.kid, createPublicKey({ key, format: 'jwk' })]))
  return async (token) => isSigned(token, published) && isInTime(token)
}

function isSigned(token: string, keys: ReadonlyMap<string, KeyObject>): boolean {
  const [header = '', payload = '', signature = ''] = token.split('.')
  const { kid } = decode(header) as { kid?: string }
  const key = keys.get(kid ?? '')
  return key !== undefined && verify('sha256', Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'))
}

/** No leeway: a token is dead in the second in which Keycloak says that it ends. */
function isInTime(token: string): boolean {
  const { exp } = claimsOf(token)
  return exp !== undefined && Date.now() < exp * 1000
}

/** The claims of a JWT, unchecked. */
export function claimsOf(token: string): { readonly iat?: number; readonly exp?: number } {
  return decode(token.split('.')[1] ?? '')
}

function decode(part: string): object {
  return JSON.parse(Buffer.from(part, 'base64url').toString()) as object
}
