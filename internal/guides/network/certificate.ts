import { createHash, X509Certificate } from 'node:crypto'
import { generate } from 'selfsigned'

/** A certificate and its private key, both in PEM. It is its own authority. */
export interface Certificate {
  readonly cert: string
  readonly key: string
}

/** Makes a certificate for all names below a domain. */
export async function createCertificate(domain: string): Promise<Certificate> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: domain }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: domain },
          { type: 2, value: `*.${domain}` },
        ],
      },
      { name: 'basicConstraints', cA: true },
    ],
  })
  return { cert, key }
}

/** SHA-256 of the public key, in base64. */
export function fingerprintOf({ cert }: Certificate): string {
  const key = new X509Certificate(cert).publicKey.export({ type: 'spki', format: 'der' })
  return createHash('sha256').update(key).digest('base64')
}
