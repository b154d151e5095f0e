import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/** A request, read whole. */
export interface PageRequest {
  readonly method: string
  readonly url: URL
  readonly body: string
  readonly header: (name: string) => string | undefined
  readonly cookie: (name: string) => string | undefined
}

/** What is sent. An object is sent as JSON. */
export interface PageResponse {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

export interface HttpServer extends AsyncDisposable {
  readonly origin: string
}

/** Starts a server on a port of 127.0.0.1 that the system chooses. */
export async function serve(handle: (request: PageRequest) => Promise<PageResponse>): Promise<HttpServer> {
  const server = createServer((request, response) => {
    answer(request, response, handle).catch((error: unknown) => {
      if (response.headersSent) response.destroy()
      else response.writeHead(500).end(String(error))
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return {
    origin: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  handle: (request: PageRequest) => Promise<PageResponse>,
): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const header = (name: string): string | undefined => request.headers[name] as string | undefined
  const result = await handle({
    method: request.method ?? 'GET',
    url: new URL(request.url ?? '/', 'http://page'),
    body: Buffer.concat(chunks).toString(),
    header,
    cookie: (name) => new RegExp(String.raw`(?:^|; )${name}=([^;]*)`).exec(header('cookie') ?? '')?.[1],
  })
  const isText = typeof result.body === 'string'
  response.writeHead(result.status ?? 200, {
    'content-type': isText ? 'text/html' : 'application/json',
    'cache-control': 'no-cache',
    ...result.headers,
  })
  response.end(isText ? result.body : JSON.stringify(result.body ?? {}))
}
