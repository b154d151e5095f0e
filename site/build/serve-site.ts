import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import sirv from 'sirv'
import { UsageError } from '../../internal/tools/command-line.ts'

export interface SiteServer extends AsyncDisposable {
  /** Of the front page. */
  readonly url: string
}

export interface ServeOptions {
  /** The folder of the built site. Files may change while they are served. */
  readonly folder: string
  /** The path of the front page. */
  readonly base: string
  /** 0: a free port. */
  readonly port: number
}

/**
 * Serves a site on 127.0.0.1, as GitHub Pages would.
 *
 * @throws {UsageError} another program has the port
 */
export async function serveSite({ folder, base, port }: ServeOptions): Promise<SiteServer> {
  const serveFile = sirv(folder, { dev: true, etag: true })
  const server = createServer((request, response) => {
    const reportMissing = (): void => void respondNotFound(response, folder)
    if (!request.url?.startsWith(base)) return reportMissing()
    request.url = `/${request.url.slice(base.length)}`
    serveFile(request, response, reportMissing)
  })
  server.listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    throw new UsageError(`--port: another program has ${port}; expected a free port, or 0 for any`, { cause: error })
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${base}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function respondNotFound(response: ServerResponse, folder: string): Promise<void> {
  const page = await readFile(join(folder, '404.html')).catch(() => 'Not found')
  response.writeHead(404, { 'content-type': 'text/html; charset=utf-8' }).end(page)
}
