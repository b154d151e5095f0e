import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket as Socket, WebSocketServer } from 'ws'
import { tokenRejected } from './web-socket.ts'

/** A server of events, with a history from which it sends what a client has missed. */
export interface LiveServer {
  readonly sseUrl: string
  readonly socketUrl: string
  /** The tokens that the server accepts. A token that is taken out loses its connections. */
  readonly accept: (...tokens: string[]) => void
  readonly publish: () => void
  /** Ends all connections, as a restarted server does. */
  readonly restart: () => void
  /** Token and last event of each connection that was tried, and the address without them. */
  readonly tried: { readonly token: string; readonly after: number; readonly url: string | undefined }[]
  /** Tokens of the connections that are open now. */
  readonly open: () => string[]
  readonly close: () => Promise<void>
}

interface Connection {
  readonly token: string
  readonly send: (id: number) => void
  readonly end: () => void
}

/** @param onOpen - called for each accepted connection, before events are sent */
export async function startLiveServer(onOpen: (publish: () => void) => void = () => {}): Promise<LiveServer> {
  const connections = new Set<Connection>()
  const tried: LiveServer['tried'] = []
  let accepted: readonly string[] = []
  let last = 0

  const publish = (): void => {
    last++
    for (const { send } of connections) send(last)
  }
  /** Sends what the client has missed. Returns false for a token that is rejected. */
  const admit = (connection: Connection, after: number, url: string | undefined): boolean => {
    tried.push({ token: connection.token, after, url })
    if (!accepted.includes(connection.token)) return false
    onOpen(publish)
    for (let id = after + 1; id <= last; id++) connection.send(id)
    connections.add(connection)
    return true
  }

  const http = createServer((request: IncomingMessage, response: ServerResponse) => {
    const connection: Connection = {
      token: request.headers.authorization?.replace('Bearer ', '') ?? '',
      send: (id) => response.write(`id: ${id}\ndata: event ${id}\n\n`),
      end: () => response.destroy(),
    }
    response.on('close', () => connections.delete(connection))
    response.writeHead(accepted.includes(connection.token) ? 200 : 401, {
      'content-type': 'text/event-stream',
      ...(!accepted.includes(connection.token) && { 'www-authenticate': 'Bearer error="invalid_token"' }),
    })
    response.flushHeaders()
    if (!admit(connection, Number(request.headers['last-event-id'] ?? 0), request.url)) response.end()
  })

  const sockets = new WebSocketServer({ server: http })
  sockets.on('connection', (socket: Socket, { url }) => {
    socket.once('message', (data: Buffer) => {
      const { token, after } = JSON.parse(data.toString()) as { token: string; after: number }
      const connection: Connection = {
        token,
        send: (id) => socket.send(JSON.stringify({ id, data: `event ${id}` })),
        end: () => socket.terminate(),
      }
      socket.on('close', () => connections.delete(connection))
      if (!admit(connection, after, url)) socket.close(tokenRejected, 'token rejected')
    })
  })

  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const { port } = http.address() as AddressInfo
  return {
    sseUrl: `http://127.0.0.1:${port}/events`,
    socketUrl: `ws://127.0.0.1:${port}/live`,
    accept: (...tokens) => {
      accepted = tokens
    },
    publish,
    restart: () => connections.forEach(({ end }) => end()),
    tried,
    open: () => [...connections].map(({ token }) => token),
    close: async () => {
      for (const socket of sockets.clients) socket.terminate()
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
  }
}
