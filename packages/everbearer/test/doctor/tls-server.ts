import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { generate } from 'selfsigned'

/** A certificate for tests, and what a client needs to accept the certificate. */
export interface TestCertificate {
  readonly key: string
  readonly cert: string
}

export interface CertificateDetails {
  /** The host that the certificate names. */
  readonly host?: string
  /** Days from now until the certificate expires; negative: expired. */
  readonly daysLeft?: number
}

export async function createCertificate({ host = 'localhost', daysLeft = 300 }: CertificateDetails = {}): Promise<TestCertificate> {
  const day = 86_400_000
  // Half a day more, so that the number of whole days is sure.
  const notAfterDate = new Date(Date.now() + (daysLeft + 0.5) * day)
  const { private: key, cert } = await generate([{ name: 'commonName', value: host }], {
    keyType: 'ec',
    notBeforeDate: new Date(notAfterDate.getTime() - 400 * day),
    notAfterDate,
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: host }] }],
  })
  return { key, cert }
}

/** An authorization server over TLS that grants every request, and records what arrived. */
export interface TlsServer extends AsyncDisposable {
  readonly origin: string
  /** Method and path of each request. */
  readonly requests: readonly string[]
}

export async function startTlsServer(certificate: TestCertificate): Promise<TlsServer> {
  const requests: string[] = []
  const server = createServer(certificate, (request, response) => {
    requests.push(`${request.method} ${request.url}`)
    const isToken = request.url === '/token'
    const token = { access_token: 'an-access-token', token_type: 'Bearer', expires_in: 300 }
    const metadata = { issuer: origin, token_endpoint: `${origin}/token`, grant_types_supported: ['client_credentials'] }
    request.resume()
    response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    response.end(JSON.stringify(isToken ? token : metadata))
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const origin = `https://localhost:${(server.address() as AddressInfo).port}`
  return {
    origin,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => {
        server.close(resolve)
      })
    },
  }
}
