import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One request as it came over the wire. */
export interface RecordedRequest {
  readonly method: string
  /** Path and query as received. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  /** The body's fields, decoded, in their order. */
  readonly form: readonly (readonly [name: string, value: string])[]
}

/** What the server answers with. */
export interface Reply {
  /** @default 200 */
  readonly status?: number
  readonly headers?: Record<string, string>
  /** A string is sent as it is, anything else as JSON. @default a token */
  readonly body?: unknown
  /**
   * `hang`: never answers. `reset`: destroys the socket. `cut`: breaks off in the middle of the body. `stall`:
   * stops in the middle of the body.
   */
  readonly fault?: 'hang' | 'reset' | 'cut' | 'stall'
}

/** A bare HTTP server on 127.0.0.1 that records requests to the letter, for what a real server forgives. */
export interface RecordingServer {
  readonly origin: string
  /** Where no reply is set: a token. */
  readonly tokenEndpoint: string
  readonly requests: RecordedRequest[]
  /** The latest request. */
  readonly last: RecordedRequest
  /** Answers from now on: one after the other, the last of them again and again. */
  reply(...replies: (Reply | ((request: RecordedRequest) => Reply))[]): void
  /** Forgets requests and replies. */
  reset(): void
  close(): Promise<void>
}

export const token = { access_token: 'a1', token_type: 'Bearer', expires_in: 300 }

export async function startRecordingServer(): Promise<RecordingServer> {
  const requests: RecordedRequest[] = []
  let replies: (Reply | ((request: RecordedRequest) => Reply))[] = []

  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const body = Buffer.concat(chunks).toString()
      const { method = '', url = '', headers } = incoming
      const request = { method, url, headers, body, form: [...new URLSearchParams(body)] }
      requests.push(request)
      const next = replies.length > 1 ? replies.shift() : replies[0]
      const { status = 200, headers: extra, body: answer = token, fault } = (typeof next === 'function' ? next(request) : next) ?? {}
      if (fault === 'hang') return
      if (fault === 'reset') return void incoming.socket.destroy()
      const text = typeof answer === 'string' ? answer : JSON.stringify(answer)
      const length = Buffer.byteLength(text) + (fault === undefined ? 0 : 100)
      outgoing.writeHead(status, { 'content-type': 'application/json', 'content-length': length, ...extra })
      if (fault === undefined) return void outgoing.end(text)
      outgoing.write(text, () => fault === 'cut' && incoming.socket.destroy())
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    origin,
    tokenEndpoint: `${origin}/token`,
    requests,
    get last() {
      const request = requests.at(-1)
      if (request === undefined) throw new Error('no request arrived')
      return request
    },
    reply(...next) {
      replies = next
    },
    reset() {
      requests.length = 0
      replies = []
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** What a source is called with where nothing aborts. */
export function context(): { signal: AbortSignal } {
  return { signal: new AbortController().signal }
}
