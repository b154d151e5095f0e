import type { PlayServer, Snapshot } from '../server/play-server.ts'

/** Keeps what the server knows, as browsers stop a worker that has been idle. */
export interface Memory {
  readonly load: () => Promise<Snapshot | undefined>
  /** Saves what the server knows. Calls that come during a save share the next save. */
  readonly save: (server: PlayServer) => Promise<void>
}

/** @param version - what another version has saved is deleted */
export function createMemory(caches: CacheStorage, version: string): Memory {
  const prefix = 'everbearer-playground:'
  const name = `${prefix}${version}`
  const key = 'https://playground.invalid/snapshot'
  let last: Promise<void> = Promise.resolve()
  let next: Promise<void> | undefined

  return {
    async load() {
      for (const found of await caches.keys()) if (found.startsWith(prefix) && found !== name) await caches.delete(found)
      const cache = await caches.open(name)
      const response = await cache.match(key)
      return response && ((await response.json()) as Snapshot)
    },
    save: (server) => (next ??= last = afterLast(server)),
  }

  async function afterLast(server: PlayServer): Promise<void> {
    await last.catch(() => {})
    next = undefined
    const cache = await caches.open(name)
    await cache.put(key, Response.json(server.snapshot()))
  }
}
