import { createServer } from 'node:http'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'

/** Answers one request. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/** An HTTP server on 127.0.0.1. */
export interface Listener {
  /** Without a trailing slash. */
  readonly origin: string
  /** Who answers from now on. What rejects is answered 500 if it still can be. */
  readonly serve: (handler: Handler) => void
  /** Destroys open connections. */
  readonly close: () => Promise<void>
}

/** `port` 0 = any free. Rejects if it cannot be had. */
export async function listen(port: number): Promise<Listener> {
  // Longer than any test: a connection closed while idle looks like a fault to the client.
  const server = createServer({ keepAliveTimeout: 60_000 })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    // A thousand connections at once must not wait for a second SYN.
    server.listen({ host: '127.0.0.1', port, backlog: 4096 }, resolve)
  })
  const address = server.address()
  const bound = typeof address === 'object' && address !== null ? address.port : port

  return {
    origin: `http://127.0.0.1:${bound}`,
    serve(handler) {
      const listener: RequestListener = (request, response) => {
        handler(request, response).catch((error: unknown) => giveUp(response, error))
      }
      server.on('request', listener)
    },
    close() {
      return new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      })
    },
  }
}

function giveUp(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) return void response.destroy()
  response.writeHead(500, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ error: 'server_error', error_description: String(error) }))
}
