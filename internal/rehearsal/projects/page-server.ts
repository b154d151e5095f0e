import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { RegisteredClient, Testbed } from '@everbearer/testbed'

/** The server of a page: its session endpoint gives access tokens, and keeps the credentials to itself. */
export interface PageServer extends AsyncDisposable {
  readonly sessionEndpoint: string
}

export async function startPageServer({ tokenEndpoint }: Testbed, { clientId, clientSecret }: RegisteredClient): Promise<PageServer> {
  const server = createServer((request, response) => void respond(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    sessionEndpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/session/token`,
    [Symbol.asyncDispose]: () => new Promise((resolve) => void server.close(() => resolve())),
  }

  async function respond({ headers }: IncomingMessage, response: ServerResponse): Promise<void> {
    if (headers['everbearer-request'] !== 'token') return void response.writeHead(403).end()
    const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret })
    const granted = await fetch(tokenEndpoint, { method: 'POST', body })
    response.writeHead(granted.status, { 'content-type': 'application/json' }).end(await granted.text())
  }
}
