import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { createPlayServer } from '../../server/play-server.ts'
import { serve } from '../../server/serve.ts'

export interface NodeServer extends AsyncDisposable {
  /** With a slash at its end. */
  readonly url: string
}

/** Serves the server of the playground over HTTP, in place of the service worker. A lost response is a closed connection. */
export async function startNodeServer(): Promise<NodeServer> {
  let tokens = 0
  const server = createPlayServer({ now: Date.now, random: () => `${++tokens}` })
  const http = createServer((request, response) => void respond(request, response))
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/`
  return {
    url,
    async [Symbol.asyncDispose]() {
      http.closeAllConnections()
      http.close()
      await once(http, 'close')
    },
  }

  async function respond(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const parts: Buffer[] = await incoming.toArray()
    const { method = 'GET', headers } = incoming
    const body = method === 'POST' ? Buffer.concat(parts) : null
    const authorization = headers.authorization === undefined ? {} : { authorization: headers.authorization }
    const request = new Request(`${url}${incoming.url!.slice(1)}`, { method, body, headers: authorization })
    const response = await serve(server, incoming.url!.slice(1), request, Date.now, pause)
    if (response.type === 'error') return void outgoing.destroy()
    outgoing.writeHead(response.status, Object.fromEntries(response.headers)).end(await response.text())
  }
}
