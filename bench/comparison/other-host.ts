import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server of another origin, which answers everything with 200. */
export interface OtherHost extends AsyncDisposable {
  readonly url: string
  /** How many requests have arrived, and how many of them carried an Authorization header. */
  readonly seen: () => { readonly requests: number; readonly withToken: number }
}

export async function startOtherHost(): Promise<OtherHost> {
  let requests = 0
  let withToken = 0
  const server = createServer((request, response) => {
    requests++
    if (request.headers.authorization !== undefined) withToken++
    request.resume().once('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'))
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    seen: () => ({ requests, withToken }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => void server.close(resolve))
    },
  }
}
