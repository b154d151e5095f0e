import { X509Certificate } from 'node:crypto'
import { generate } from 'selfsigned'
import { Agent } from 'undici'

/** A certificate for tests, and its private key, both in PEM. */
export interface TestCertificate {
  readonly key: string
  readonly cert: string
  /** RFC 4514. */
  readonly subject: string
}

/** An authority for tests, and a certificate that it has signed. */
export async function createCertificate(name: string, authority?: TestCertificate): Promise<TestCertificate> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    ...(authority !== undefined && { ca: authority }),
    extensions: [
      { name: 'subjectAltName', altNames: [{ type: 2, value: name }] },
      { name: 'basicConstraints', cA: authority === undefined },
    ],
  })
  return { key, cert, subject: new X509Certificate(cert).subject }
}

/** Node's fetch, which accepts servers of the authority and presents a certificate. */
export interface CertificateFetch extends AsyncDisposable {
  readonly fetch: typeof globalThis.fetch
}

export function createCertificateFetch(
  authority: TestCertificate,
  certificate: Pick<TestCertificate, 'key' | 'cert'> | undefined,
): CertificateFetch {
  const dispatcher = new Agent({ connect: { ca: authority.cert, ...certificate } })
  return {
    fetch: (url, init) => fetch(url, { ...init, dispatcher } as RequestInit),
    [Symbol.asyncDispose]: () => dispatcher.close(),
  }
}
