import { createServer } from 'node:http'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'

/** Function that responds to one request. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/** An HTTP server on 127.0.0.1. */
export interface Listener {
  /** Origin of the server, without a trailing slash. */
  readonly origin: string
  /** Sets the handler for later requests. If the handler rejects, the response has status 500, unless a response was begun. */
  readonly serve: (handler: Handler) => void
  /** Ends the server, and destroys its open connections. */
  readonly close: () => Promise<void>
}

/** Starts a server. Rejects if the port is not available. @param port - 0: any free port */
export async function listen(port: number): Promise<Listener> {
  // The time is longer than any test: if the server closed an idle connection, the client would see a fault.
  const server = createServer({ keepAliveTimeout: 60_000 })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    // With this backlog, a thousand connections at the same time need no second SYN.
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
