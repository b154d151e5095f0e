import { type KeyValueServerOptions, startKeyValueServer } from '@everbearer/testbed'
import { startProxies } from './proxies.ts'
import type { StorePlace } from './store-place.ts'

/** The testbed's key-value server, in the process of the run. */
export async function keyValuePlace(places: number, options?: KeyValueServerOptions): Promise<StorePlace> {
  const server = await startKeyValueServer(options)
  const proxies = await startProxies(places, () => server.port)
  const flush = async (): Promise<void> => server.replaceAll(new Map())
  return {
    addressFor: (place) => ({ kind: 'key-value', port: proxies.ports[place]! }),
    cut: proxies.cut,
    mend: proxies.mend,
    restart: (pauseBefore) => server.restart(pauseBefore),
    flush,
    evict: flush,
    async loseWrites(meanwhile) {
      const before = server.snapshot()
      await meanwhile()
      server.replaceAll(before)
    },
    async [Symbol.asyncDispose]() {
      await proxies[Symbol.asyncDispose]()
      await server[Symbol.asyncDispose]()
    },
  }
}
