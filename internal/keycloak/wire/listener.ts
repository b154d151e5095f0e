import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/** An HTTP server on loopback. */
export interface Listener extends AsyncDisposable {
  /** Without a trailing slash. */
  readonly origin: string
}

/** What rejects is answered 500, for a test to stumble over. */
export async function listen(handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>): Promise<Listener> {
  // A connection that is closed while idle looks like a fault to the client.
  const server = createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
    handle(request, response).catch((error: unknown) => {
      if (!response.headersSent && !response.destroyed) response.writeHead(500).end(String(error))
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: '127.0.0.1', port: 0, backlog: 4096 }, resolve)
  })
  const address = server.address()
  return {
    origin: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** The whole body of a request. */
export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks)
}
