import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'

export interface PageServer extends AsyncDisposable {
  readonly url: string
}

/** Serves the same page at every path. The page keeps a list of the events of its life. */
const page = `<!doctype html><title>page</title><script>
  globalThis.events = []
  for (const name of ['pageshow', 'pagehide']) addEventListener(name, ({ type, persisted }) => events.push(type + (persisted ? ' persisted' : '')))
  for (const name of ['freeze', 'resume']) document.addEventListener(name, ({ type }) => events.push(type))
</script>`

export async function servePage(): Promise<PageServer> {
  const server = createServer((_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end(page))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
