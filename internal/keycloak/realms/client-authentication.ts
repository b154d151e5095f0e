import { machine, realm, shortLife } from './realm-builders.ts'
import type { Realm } from './representation.ts'

/** A secret that is long enough for HS256: obviously none. */
export const longSecret = 'not-a-secret-of-at-least-thirty-two-bytes'

/** What the realm knows of its clients. */
export interface KnownClients {
  /** The public key of `signed-jwt`, with its kid, for ES256. */
  readonly publicKey: JsonWebKey
  /** The subject of the certificate of `certificate`, RFC 4514. */
  readonly subject: string
}

/** A client for each method. Their tokens are short-lived. */
export function clientAuthentication({ publicKey, subject }: KnownClients): Realm {
  const keys = { keys: [{ ...publicKey, use: 'sig', alg: 'ES256' }] }
  return realm('client-authentication', [
    machine(
      'signed-jwt',
      { access: shortLife },
      { clientAuthenticatorType: 'client-jwt', attributes: { 'use.jwks.string': 'true', 'jwks.string': JSON.stringify(keys) } },
    ),
    machine('secret-jwt', { access: shortLife }, { clientAuthenticatorType: 'client-secret-jwt', secret: longSecret }),
    machine('certificate', { access: shortLife }, { clientAuthenticatorType: 'client-x509', attributes: { 'x509.subjectdn': subject } }),
  ])
}
