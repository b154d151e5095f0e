import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** How a server makes a careless client ask for tokens without an end. */
export type Flood =
  /** Rejects each token, with a body that is no small one. */
  | 'a big body'
  /** Rejects each token, with a body that does not end. */
  | 'an endless body'
  /** Rejects each token at once. */
  | 'rejections'
  /** One bad node of two behind a balancer: rejects whatever is sent first, and takes what is sent again. */
  | 'one bad node of two'
  /** Takes each token; none of them lives for as long as a millisecond. */
  | 'tiny lifetimes'

/** A resource server and a token endpoint, which count. */
export interface FloodingServer extends AsyncDisposable {
  readonly origin: string
  readonly tokenRequests: number
  readonly apiRequests: number
}

const bigBody = 'x'.repeat(1_100_000)

export async function startFloodingServer(flood: Flood): Promise<FloodingServer> {
  let tokenRequests = 0
  let apiRequests = 0
  /** Paths that were asked for: each call has a path of its own. */
  const sent = new Set<string | undefined>()
  const server = createServer((request, response) => {
    request.resume()
    if (request.url === '/token')
      return json(response, 200, {
        access_token: `token-${++tokenRequests}`,
        token_type: 'Bearer',
        expires_in: flood === 'tiny lifetimes' ? 0.0001 : 300,
      })
    const isRepeated = sent.has(request.url)
    sent.add(request.url)
    apiRequests++
    if (flood === 'tiny lifetimes' || (flood === 'one bad node of two' && isRepeated)) return json(response, 200, {})
    reject(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get tokenRequests() {
      return tokenRequests
    },
    get apiRequests() {
      return apiRequests
    },
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }

  function reject(request: IncomingMessage, response: ServerResponse): void {
    const answer = (): void => {
      response.writeHead(401, { 'www-authenticate': 'Bearer error="invalid_token"', 'content-type': 'text/plain' })
      if (flood === 'an endless body') response.write('x'.repeat(1000))
      else response.end(flood === 'a big body' ? bigBody : 'no')
    }
    // An upload is read first: an answer before its end would close the connection under it.
    request.once('end', answer)
  }
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
