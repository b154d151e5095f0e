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
    case 'redis':
    case 'file':
      throw new TypeError(`store: expected key-value, got ${store.kind}`)
  }
}
