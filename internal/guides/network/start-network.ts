import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import type { WebSocket } from 'ws'
import { createCertificate, fingerprintOf } from './certificate.ts'
import { rerouteConnections } from './reroute-connections.ts'
import { type Backend, startFront } from './start-front.ts'

/** All of the network that the blocks of a page see: the hosts below example.com, by HTTPS, and other ports by name. */
export interface Network extends AsyncDisposable {
  /** Port of the proxy in front of all hosts below example.com, for a browser. */
  readonly port: number
  /** Of the key of the certificate, as `--ignore-certificate-errors-spki-list` of Chromium takes it. */
  readonly fingerprint: string
  /** The backend of a request to a host below example.com. */
  backendOf: (url: URL) => Backend | undefined
  /** Called with each WebSocket to such a host. */
  onSocket: (socket: WebSocket) => void
  /** Servers that are no HTTPS: `redis.example.com:6379` → port on 127.0.0.1. */
  readonly ports: Map<string, number>
}

const domain = 'example.com'

/**
 * Starts the proxy, and leads this process to it. There is one proxy for all pages, as clients keep connections. Its certificate is one
 * more authority for all of this process.
 */
export async function startNetwork(): Promise<Network> {
  const certificate = await createCertificate(domain)
  setDefaultCACertificates([...getCACertificates('default'), certificate.cert])
  const front = await startFront({
    certificate,
    backendOf: (url) => network.backendOf(url),
    onSocket: (socket) => network.onSocket(socket),
  })
  const rerouted = rerouteConnections((host, port) => {
    const isSite = host.endsWith(`.${domain}`) && port === '443'
    return isSite ? front.port : network.ports.get(`${host}:${port}`)
  })
  const network: Network = {
    port: front.port,
    fingerprint: fingerprintOf(certificate),
    backendOf: () => undefined,
    onSocket: (socket) => socket.close(),
    ports: new Map(),
    async [Symbol.asyncDispose]() {
      rerouted[Symbol.dispose]()
      await front[Symbol.asyncDispose]()
    },
  }
  return network
}
