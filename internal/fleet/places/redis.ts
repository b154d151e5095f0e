import { askServer, type RedisServerOptions, startRedis } from '@everbearer/redis-server'
import { startProxies } from './proxies.ts'
import type { StorePlace } from './store-place.ts'

export interface RedisPlaceOptions extends RedisServerOptions {
  /** Can the server lose writes? Then it keeps only what it has been asked to save. @default false */
  readonly isForgetful?: boolean
}

/** A Redis or Valkey in a process of its own, which ends with the run. */
export async function redisPlace(places: number, { isForgetful = false, ...options }: RedisPlaceOptions = {}): Promise<StorePlace> {
  // With `everysec`, a server whose disk is slow replies before the write has reached the file, and a kill loses the write.
  const keeping = isForgetful ? { appendonly: 'no' } : { appendfsync: 'always' }
  const server = await startRedis({ ...options, settings: { ...keeping, ...options.settings } })
  const proxies = await startProxies(places, () => server.port)
  const ask = async (command: string): Promise<void> => {
    const reply = await askServer(server.port, command)
    if (!reply?.startsWith('+OK')) throw new Error(`The server did not obey ${command}: ${reply ?? 'no reply'}`)
  }
  return {
    addressFor: (place) => ({ kind: 'redis', port: proxies.ports[place]! }),
    cut: proxies.cut,
    mend: proxies.mend,
    async restart(pauseBefore) {
      await server.kill()
      await pauseBefore()
      await server.restart()
    },
    flush: () => ask('FLUSHALL'),
    async evict() {
      await ask('CONFIG SET maxmemory-policy allkeys-lru')
      await ask('CONFIG SET maxmemory 1')
      await ask('CONFIG SET maxmemory 0')
      await ask('CONFIG SET maxmemory-policy noeviction')
    },
    ...(isForgetful
      ? {
          async loseWrites(meanwhile: () => Promise<void>) {
            await ask('SAVE')
            await meanwhile()
            await server.restart()
          },
        }
      : {}),
    async [Symbol.asyncDispose]() {
      await proxies[Symbol.asyncDispose]()
      await server.stop()
    },
  }
}
