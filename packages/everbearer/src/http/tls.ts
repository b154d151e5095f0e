import { isIP } from 'node:net'
import { connect } from 'node:tls'

/** What connections present and trust, in PEM. */
export interface TlsIdentity {
  /** The certificate of the client. */
  readonly cert: string
  readonly key: string
  /** The authority of the server's certificate, in place of those of the system. */
  readonly ca?: string | undefined
}

/** What the TLS handshake with one origin showed. */
export interface TlsReading {
  readonly origin: string
  /** Such as `TLSv1.3`; undefined: no handshake. */
  readonly protocol: string | undefined
  /** The system's error code, if the certificate is not valid or there was no handshake. */
  readonly trouble: string | undefined
  /** When the certificate expires, ms since 1970. */
  readonly validTo: number | undefined
}

/** Shakes hands with an https origin. Never rejects. */
export function readTls(origin: string, limit: number, identity?: TlsIdentity): Promise<TlsReading> {
  const { hostname, port } = new URL(origin)
  const host = hostname.replace(/^\[|\]$/g, '')
  return new Promise((resolve) => {
    // The certificate is judged afterwards, so nothing is sent before.
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

/** Node gives the code alone, or an error that has it. */
function codeOf(error: unknown): string {
  const code: unknown = typeof error === 'string' ? error : (error as NodeJS.ErrnoException).code
  return typeof code === 'string' && /^[A-Z0-9_]{3,60}$/.test(code) ? code : 'no handshake'
}
