import type { StoreDefinition } from '@everbearer/core'
import type { SessionKind } from '../log-line.ts'
import { keyValueStore } from './key-value-store.ts'
import { leaseTime, scaled, type WorkerSettings } from './settings.ts'

/** A busy machine needs some time for one call of the store, ms. */
const leastTimeout = 500

/** Opens the store of one session. */
export function openStore(session: SessionKind, settings: WorkerSettings): StoreDefinition {
  const { store } = settings
  const times = {
    timeout: Math.max(leastTimeout, scaled(1_000, settings)),
    leaseWait: scaled(2_000, settings),
    leaseTime: scaled(leaseTime, settings),
  }
  if (store.kind === 'key-value') return keyValueStore({ port: store.port, key: session, ...times })
  throw new TypeError(`store: expected key-value, got ${store.kind}`)
}
