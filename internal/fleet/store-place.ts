import { type KeyValueServerOptions, startKeyValueServer } from '@everbearer/testbed'
import type { MishapKind } from './plan.ts'
import { type Proxy, startProxy } from './proxy.ts'
import type { StoreAddress } from './worker/settings.ts'

/** Where the sessions of a fleet are stored, and what can go wrong there. */
export interface StorePlace extends AsyncDisposable {
  /** The mishaps that the store can have. */
  readonly mishaps: readonly MishapKind[]
  /** The store as the process in one place sees it. */
  readonly addressFor: (place: number) => StoreAddress
  readonly cut: (places: readonly number[]) => void
  readonly mend: (places: readonly number[]) => void
  /** Restarts the store with its data. @param pauseBefore - resolves when it may start again */
  readonly restart: (pauseBefore: () => Promise<void>) => Promise<void>
  /** Deletes everything. */
  readonly flush: () => Promise<void>
  /** Deletes the records of the sessions, and nothing else. */
  readonly evict: () => Promise<void>
  /** Loses the writes of the last moments. @param meanwhile - resolves when the next writes may be lost */
  readonly loseWrites: (meanwhile: () => Promise<void>) => Promise<void>
}

export async function keyValuePlace(places: number, options?: KeyValueServerOptions): Promise<StorePlace> {
  const server = await startKeyValueServer(options)
  const proxies = await startProxies(places, () => server.port)
  return {
    mishaps: ['kill', 'pause', 'restart', 'cut', 'flush', 'evict', 'failover'],
    addressFor: (place) => ({ kind: 'key-value', port: proxies.ports[place]! }),
    cut: proxies.cut,
    mend: proxies.mend,
    restart: (pauseBefore) => server.restart(pauseBefore),
    flush: async () => server.replaceAll(new Map()),
    evict: async () => server.replaceAll(new Map()),
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

export interface Proxies extends AsyncDisposable {
  readonly ports: readonly number[]
  readonly cut: (places: readonly number[]) => void
  readonly mend: (places: readonly number[]) => void
}

/** A proxy for each place. @param target - the port of the server */
export async function startProxies(places: number, target: () => number): Promise<Proxies> {
  const proxies: Proxy[] = await Promise.all(Array.from({ length: places }, () => startProxy(target)))
  return {
    ports: proxies.map(({ port }) => port),
    cut: (chosen) => chosen.forEach((place) => proxies[place]!.cut()),
    mend: (chosen) => chosen.forEach((place) => proxies[place]!.mend()),
    async [Symbol.asyncDispose]() {
      await Promise.all(proxies.map((proxy) => proxy[Symbol.asyncDispose]()))
    },
  }
}
