import { http, type HttpHandler } from 'msw'
import type { TestServer } from './kit/test-server.ts'

/**
 * Returns the handlers of a test server for msw 2 or 3. Put them before your own handlers: your handlers get the requests that the API
 * accepts.
 *
 * @example
 * ```ts
 * import { createTestServer } from '@everbearer/testing'
 * import { handlersOf } from '@everbearer/testing/msw'
 * import { http, HttpResponse } from 'msw'
 * import { setupServer } from 'msw/node'
 *
 * const server = createTestServer({ tokenEndpoint: 'https://auth.example.com/token', api: 'https://api.example.com' })
 * const orders = http.get('https://api.example.com/orders', () => HttpResponse.json([]))
 * const network = setupServer(...handlersOf(server), orders)
 * network.listen()
 * ```
 */
export function handlersOf(server: TestServer): HttpHandler[] {
  const { tokenEndpoint, revocationEndpoint, api } = server
  const urls = [tokenEndpoint, revocationEndpoint, api, `${api}/*`]
  return urls.map((url) => http.all(url, ({ request }) => server.handle(request.clone())))
}
