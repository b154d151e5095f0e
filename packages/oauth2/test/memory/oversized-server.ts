import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'

/** What comes of a body that never ends, bytes; a client without a limit is spared the rest. */
const nearlyEndless = 2 ** 30
/** A member of a gzip file: 64 KB that unpack to 64 MiB. A file may have any number of them. */
const member = gzipSync(Buffer.alloc(2 ** 26, ' '))
const members = 64

/** Servers of responses that a client must not read to their end. */
export interface OversizedServer {
  readonly origin: string
  /** Resolves once the client has closed the connection of every oversized response; how many there were. */
  closedByClient(): Promise<number>
  close(): Promise<void>
}

export async function startOversizedServer(kind: 'endless' | 'gzip bomb'): Promise<OversizedServer> {
  const ends: Promise<unknown>[] = []
  const server = createServer((request, response) => {
    request.resume()
    if (request.url === '/warm-up') return void response.end('{}')
    ends.push(once(response, 'close'))
    void (kind === 'endless' ? sendEndless(response) : sendBomb(response))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    closedByClient: async () => (await Promise.all(ends)).length,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function sendEndless(response: ServerResponse): Promise<void> {
  const part = Buffer.alloc(65_536, ' ')
  response.writeHead(200, { 'content-type': 'application/json' })
  for (let sent = 0; sent < nearlyEndless; sent += part.length) await send(response, part)
}

async function sendBomb(response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
  for (let sent = 0; sent < members; sent++) await send(response, member)
  response.end()
}

/** Waits for the client to take what was sent, or to leave. */
async function send(response: ServerResponse, part: Buffer): Promise<void> {
  if (response.destroyed || response.write(part)) return
  const left = new AbortController()
  await Promise.race([once(response, 'drain', left), once(response, 'close', left)]).finally(() => left.abort())
}
