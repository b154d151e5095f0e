import { Agent as HttpAgent, type AgentOptions } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { Duplex } from 'node:stream'
import { secret } from './clients.ts'

/** One request as it left the client. */
export interface SentRequest {
  readonly origin: string
  readonly hasToken: boolean
}

/** Takes the place of the network: notes each request, and sends it nowhere. */
export interface Recorder {
  readonly fetch: typeof globalThis.fetch
  readonly agents: { readonly httpAgent: HttpAgent; readonly httpsAgent: HttpsAgent }
  /** The requests since the last call. */
  take(): SentRequest[]
}

export function createRecorder(): Recorder {
  let sent: SentRequest[] = []
  const dispatcher = {
    // What undici would connect to. The fetch fails of it, as no handler of one undici version fits the next.
    dispatch({ origin, headers }: { readonly origin: string | URL; readonly headers: unknown }): never {
      sent.push({ origin: new URL(origin).origin, hasToken: JSON.stringify(headers).includes(secret) })
      throw new Error('recorded')
    },
  }
  const record =
    (protocol: string): ((target: AgentOptions & Target) => Duplex) =>
    ({ host = '', port = '' }) =>
      createSocket((head) => {
        const { origin } = new URL(`${protocol}//${host.includes(':') ? `[${host}]` : host}:${port}`)
        sent.push({ origin, hasToken: head.includes(secret) })
      })
  const httpAgent = new HttpAgent()
  const httpsAgent = new HttpsAgent()
  Object.assign(httpAgent, { createConnection: record('http:') })
  Object.assign(httpsAgent, { createConnection: record('https:') })
  return {
    fetch: (input, init) => globalThis.fetch(input, { ...init, dispatcher } as RequestInit),
    agents: { httpAgent, httpsAgent },
    take() {
      const taken = sent
      sent = []
      return taken
    },
  }
}

interface Target {
  readonly host?: string
  readonly port?: number | string
}

/** A connection that answers the first request with an empty 200. */
function createSocket(onHead: (head: string) => void): Duplex {
  let head = ''
  const socket = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      head += chunk.toString('latin1')
      if (head.includes('\r\n\r\n')) {
        onHead(head)
        this.push('HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n')
        this.push(null)
      }
      done()
    },
  })
  // What `node:http` and follow-redirects ask of a socket.
  const ignore = (): Duplex => socket
  return Object.assign(socket, { setTimeout: ignore, setKeepAlive: ignore, setNoDelay: ignore, ref: ignore, unref: ignore })
}
