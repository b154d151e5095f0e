/**
 * The functions of Node that the test suite for adapters needs.
 *
 * This entry is experimental: it changes with the needs of the suite.
 *
 * @experimental
 * @module
 */
import { inspect } from 'node:util'
import type { Platform } from '../suite/platform.ts'
import { createAgentPool, createDispatcherPool } from './pools.ts'

/** The `Platform` for a suite that runs on Node. Its functions need the packages `undici` and msw 3. */
export const nodePlatform: Platform = {
  inspect: (value) => inspect(value, { depth: Infinity }),
  createPool: (kind) => (kind === 'agent' ? createAgentPool() : createDispatcherPool()),
  async mock(url, answer) {
    const { http, HttpResponse } = await import('msw')
    const { setupServer } = await import('msw/node')
    const server = setupServer(
      http.all(url, ({ request }) => {
        const { json, ...init } = answer(request.headers.get('authorization'))
        return HttpResponse.json(json as object, init)
      }),
    )
    server.listen({ onUnhandledFrame: 'bypass' })
    return () => server.close()
  },
}
