import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import type { Settings, Tokens } from '../settings.ts'

/**
 * Starts the token endpoint of an API that is no OAuth server: JSON both ways, and a 401 for a dead refresh token. Behind it is the token
 * endpoint of the testbed. The server ends with the process.
 *
 * @returns its URL
 */
export async function startJsonEndpoint({ tokenEndpoint, clientId }: Settings): Promise<string> {
  const server = createServer((request, response) => void respond(request, response)).unref()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/auth/refresh`

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { refreshToken } = (await json(request)) as { readonly refreshToken: string }
    const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken, client_id: clientId })
    const granted = await fetch(tokenEndpoint, { method: 'POST', body })
    const { access_token: accessToken, refresh_token: next, expires_in: expiresIn } = (await granted.json()) as Tokens
    response.writeHead(granted.ok ? 200 : 401, { 'content-type': 'application/json' })
    response.end(JSON.stringify(granted.ok ? { accessToken, refreshToken: next, expiresIn } : { message: 'Log in again.' }))
  }
}
