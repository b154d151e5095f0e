import { createPrivateKey, randomUUID, sign } from 'node:crypto'
import type { ClientKeys } from './client-keys.ts'

/** A client assertion as somebody else signs one, with Node alone: RFC 7523 §3. For P-256. */
export function signAssertion({ pem }: ClientKeys, clientId: string, audience: string): string {
  const now = Math.floor(Date.now() / 1000)
  const claims = { iss: clientId, sub: clientId, aud: audience, jti: randomUUID(), iat: now, exp: now + 60 }
  const input = [{ alg: 'ES256', kid: 'k1' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  const signature = sign('SHA256', Buffer.from(input), { key: createPrivateKey(pem), dsaEncoding: 'ieee-p1363' })
  return `${input}.${signature.toString('base64url')}`
}
