import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createCertificate, type TestCertificate } from '../../../oauth2/test/support/certificates.ts'
import { keysOf, registeredWith } from '../../../oauth2/test/support/client-keys.ts'
import { signAssertion } from '../../../oauth2/test/support/sign-assertion.ts'
import type { StrictServer, StrictServerOptions } from '../../../oauth2/test/support/strict-server.ts'

export const clientSecret = 'planted-secret-of-at-least-thirty-two-bytes'
const keys = keysOf('P-256')
const rsaKeys = keysOf('RSA')

/** Keys and certificates of the clients, and their files. */
export interface ClientFiles {
  readonly folder: string
  readonly authority: TestCertificate
  /** What no output may show. */
  readonly secrets: readonly string[]
  /** What the server knows of the clients. */
  readonly clients: StrictServerOptions['clients']
  /** Writes a new assertion for the server into `assertion.jwt`, as a kubelet does. */
  readonly writeAssertion: (server: StrictServer, clientId?: string) => Promise<void>
}

/** One client for each method. */
export async function writeClientFiles(folder: string): Promise<ClientFiles> {
  const authority = await createCertificate('authority.example.com')
  const known = await createCertificate('client.example.com', authority)
  const selfSigned = await createCertificate('self-signed.example.com')
  const { publicKey, raw } = new X509Certificate(selfSigned.cert)
  const certificateKey = { ...publicKey.export({ format: 'jwk' }), x5c: [raw.toString('base64')] }
  const files = {
    'key.pem': keys.pem,
    'rsa.pem': rsaKeys.pem,
    'other.pem': generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'pem', type: 'pkcs8' }) as string,
    'key.json': JSON.stringify({ ...keys.jwk, kid: 'k1' }),
    'client.crt': known.cert,
    'client.key': known.key,
    'self-signed.crt': selfSigned.cert,
    'self-signed.key': selfSigned.key,
    'authority.crt': authority.cert,
  }
  await Promise.all(Object.entries(files).map(([name, content]) => writeFile(join(folder, name), content)))
  return {
    folder,
    authority,
    secrets: [clientSecret, ...[keys.jwk, rsaKeys.jwk].map(({ d = '' }) => d), ...[keys.pem, known.key, selfSigned.key].map(bodyOf)],
    clients: [
      ...(['client_secret_post', 'client_secret_basic', 'client_secret_jwt'] as const).map((method) => ({
        client_id: method,
        client_secret: clientSecret,
        token_endpoint_auth_method: method,
      })),
      registeredWith(keys, 'own-key'),
      registeredWith(rsaKeys, 'rsa-key'),
      { client_id: 'certificate', token_endpoint_auth_method: 'tls_client_auth', tls_client_auth_subject_dn: known.subject },
      {
        client_id: 'self-signed',
        token_endpoint_auth_method: 'self_signed_tls_client_auth',
        jwks: { keys: [certificateKey as never] },
      },
    ],
    writeAssertion: (server, clientId = 'own-key') =>
      writeFile(join(folder, 'assertion.jwt'), `${signAssertion(keys, clientId, server.issuer)}\n`),
  }
}

/** The longest line of PEM text. */
function bodyOf(pem: string): string {
  return pem.split('\n').toSorted((one, other) => other.length - one.length)[0] ?? ''
}
