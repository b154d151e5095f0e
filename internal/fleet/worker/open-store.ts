import { join } from 'node:path'
import type { StoreDefinition } from '@everbearer/core'
import type { SessionKind } from '../log-line.ts'
import { keyValueStore } from './key-value-store.ts'
import { leaseTime, scaled, type WorkerSettings } from './settings.ts'

/** A busy machine needs some time for one call of the store, ms. */
const leastTimeout = 500

/** Opens the store of one session. Loads only what that store needs. */
export async function openStore(session: SessionKind, settings: WorkerSettings): Promise<StoreDefinition> {
  const { store } = settings
  const times = {
    timeout: Math.max(leastTimeout, scaled(1_000, settings)),
    leaseWait: scaled(2_000, settings),
    leaseTime: Math.max(leastTimeout, scaled(leaseTime, settings)),
  }
  switch (store.kind) {
    case 'key-value':
      return keyValueStore({ port: store.port, key: session, ...times })
    case 'redis': {
      const [{ fromIoredis, redisStore }, { Redis }] = await Promise.all([import('@everbearer/redis'), import('ioredis')])
      const client = new Redis({ host: '127.0.0.1', port: store.port, commandTimeout: 2 * times.timeout, retryStrategy: () => 200 })
      const subscriber = client.duplicate({ commandTimeout: undefined })
      // The store reports the failures of its commands.
      for (const each of [client, subscriber]) each.on('error', () => {})
      return redisStore({ ...fromIoredis(client, subscriber), key: session, ...times })
    }
    case 'file': {
      const { fileStore } = await import('@everbearer/file')
      return fileStore({ path: join(store.folder, `${session}.json`), ...times })
    }
  }
}
