import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import sirv from 'sirv'

export interface SiteServer extends AsyncDisposable {
  /** Of the front page. */
  readonly url: string
}

/**
 * Serves a built site on 127.0.0.1, as GitHub Pages would.
 *
 * @param options - `base`: the path of the front page; `port`: 0 for a free one
 * @throws {Error} the port is taken
 */
export async function serveSite(options: { readonly folder: string; readonly base: string; readonly port: number }): Promise<SiteServer> {
  const { folder, base, port } = options
  const notFound = await readFile(join(folder, '404.html'))
  // `dev`: the files may be built anew while they are served.
  const serveFile = sirv(folder, { dev: true, etag: true })
  const server = createServer((request, response) => {
    const respondNotFound = (): void => void response.writeHead(404, { 'content-type': 'text/html; charset=utf-8' }).end(notFound)
    if (!request.url?.startsWith(base)) return respondNotFound()
    request.url = `/${request.url.slice(base.length)}`
    serveFile(request, response, respondNotFound)
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${base}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
