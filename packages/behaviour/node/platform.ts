import { Agent } from 'node:http'
import { Agent as Dispatcher, fetch as undiciFetch } from 'undici'
import type { Platform } from '../src/platform.ts'

/** What Node adds to the suite. */
export const nodePlatform: Platform = {
  createPool() {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const dispatcher = new Dispatcher({ connections: 1, pipelining: 1 })
    const fetch = (input: unknown, init?: object) => undiciFetch(input as string, { ...init, dispatcher })
    return {
      agent,
      dispatcher,
      fetch: fetch as unknown as typeof globalThis.fetch,
      async close() {
        agent.destroy()
        await dispatcher.destroy()
      },
    }
  },
}
