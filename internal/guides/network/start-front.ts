import { type IncomingMessage, request as sendRequest, type ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { WebSocketServer, type WebSocket } from 'ws'
import type { Certificate } from './certificate.ts'

/** Responds to a request. */
export type Respond = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>

/** A server behind the front: where a request goes on to, or a function that responds. */
export type Backend = URL | Respond

export interface FrontOptions {
  readonly certificate: Certificate
  /** The backend of a request. Undefined is answered with a 421. */
  readonly backendOf: (url: URL) => Backend | undefined
  /** Called with each WebSocket. @default none is accepted */
  readonly onSocket?: ((socket: WebSocket) => void) | undefined
}

/** A proxy with TLS in front of servers of this machine. */
export interface Front extends AsyncDisposable {
  /** On 127.0.0.1. */
  readonly port: number
}

export async function startFront({ certificate, backendOf, onSocket }: FrontOptions): Promise<Front> {
  const server = createServer({ ...certificate, keepAliveTimeout: 60_000 }, (request, response) => {
    const backend = backendOf(new URL(request.url ?? '/', `https://${request.headers.host}`))
    if (backend === undefined) response.writeHead(421).end()
    else if (backend instanceof URL) forward(backend, request, response)
    else void backend(request, response)
  })
  if (onSocket !== undefined) new WebSocketServer({ server }).on('connection', onSocket)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function forward(url: URL, request: IncomingMessage, response: ServerResponse): void {
  const headers = { ...request.headers, 'x-forwarded-proto': 'https' }
  const onward = sendRequest(url, { method: request.method, headers, agent: false }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(response)
  })
  onward.on('error', () => response.destroy())
  request.pipe(onward)
}
