import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'

/** A server that breaks every answer, and a port where nobody listens. */
export interface BrokenServer extends AsyncDisposable {
  /** Answers a path as `breakages` says. */
  readonly url: string
  /** Refuses every connection. */
  readonly unreachable: string
}

const cors = 'access-control-allow-origin: *\r\n'

/** What becomes of a request, by its path. */
const breakages: Readonly<Record<string, (socket: Socket) => void>> = {
  '/reset': (socket) => void socket.resetAndDestroy(),
  '/end': (socket) => void socket.end(),
  '/garbage': garble,
  '/half': (socket) => sendHalf(socket, 'content-length: 100'),
  '/chunk': (socket) => sendHalf(socket, 'transfer-encoding: chunked'),
  '/packed': (socket) =>
    void socket.end(`HTTP/1.1 200 OK\r\n${cors}content-encoding: gzip\r\ncontent-length: 40\r\n\r\n${'no gzip '.repeat(5)}`),
  '/hang': () => {},
  '/ok': (socket) => void socket.end(`HTTP/1.1 200 OK\r\n${cors}content-length: 2\r\n\r\nok`),
}

export async function startBrokenServer(): Promise<BrokenServer> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('data', (data) => (breakages[/^\w+ (\S+)/.exec(String(data))?.[1] ?? ''] ?? garble)(socket))
  })
  const url = await listen(server)
  const other = createServer()
  const unreachable = await listen(other)
  other.close()
  return {
    url,
    unreachable,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function garble(socket: Socket): void {
  socket.end('no HTTP\r\n\r\n')
}

/** The headers get through, and a piece of the body. */
function sendHalf(socket: Socket, length: string): void {
  socket.write(`HTTP/1.1 200 OK\r\n${cors}content-type: application/json\r\n${length}\r\n\r\n5\r\nhello\r\n`)
  setTimeout(() => socket.resetAndDestroy(), 100)
}
