import { isIP } from 'node:net'
import { connect } from 'node:tls'

/** PEM texts for TLS connections: the client's certificate and key, and the authority that the client trusts. */
export interface TlsIdentity {
  /** The certificate of the client. */
  readonly cert: string
  readonly key: string
  /** The trusted authority of the server's certificate; undefined: the authorities of the system. */
  readonly ca?: string | undefined
}

/** The result of a TLS handshake with one origin. */
export interface TlsReading {
  readonly origin: string
  /** Version of the protocol, such as `TLSv1.3`; undefined: no handshake. */
  readonly protocol: string | undefined
  /** Error code, such as `CERT_HAS_EXPIRED` or `timeout`. Undefined: the handshake succeeded, and the certificate is valid. */
  readonly trouble: string | undefined
  /** Time when the certificate expires, ms since 1970. */
  readonly validTo: number | undefined
}

/** Makes a TLS handshake with an https origin. The promise never rejects. @param limit - time limit, ms */
export function readTls(origin: string, limit: number, identity?: TlsIdentity): Promise<TlsReading> {
  const { hostname, port } = new URL(origin)
  const host = hostname.replace(/^\[|\]$/g, '')
  return new Promise((resolve) => {
    // The certificate is checked after the handshake, so no request is sent on this connection.
    const socket = connect(
      { host, port: Number(port || 443), ...(isIP(host) === 0 && { servername: host }), rejectUnauthorized: false, ...identity },
      () => {
        const { valid_to: validTo } = socket.getPeerCertificate()
        const { authorizationError: error } = socket
        settle({
          protocol: socket.getProtocol() ?? undefined,
          trouble: error ? codeOf(error) : undefined,
          validTo: Date.parse(validTo) || undefined,
        })
      },
    )
    const settle = (reading: Omit<TlsReading, 'origin'>): void => {
      clearTimeout(timer)
      socket.destroy()
      resolve({ origin, ...reading })
    }
    const fail = (trouble: string): void => settle({ protocol: undefined, trouble, validTo: undefined })
    const timer = setTimeout(fail, limit, 'timeout')
    socket.on('error', (error) => fail(codeOf(error)))
  })
}

/** Returns the code of a TLS error. Node gives either only the code, or an error that has a code. */
function codeOf(error: unknown): string {
  const code: unknown = typeof error === 'string' ? error : (error as NodeJS.ErrnoException).code
  return typeof code === 'string' && /^[A-Z0-9_]{3,60}$/.test(code) ? code : 'no handshake'
}
