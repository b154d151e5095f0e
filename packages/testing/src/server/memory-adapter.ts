import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider'

/** Number of writes to one model (such as `AccessToken`) after which its expired entries are removed, to save memory. */
const writesPerSweep = 5_000

interface Entry {
  readonly payload: AdapterPayload
  /** Time when the entry expires, ms since 1970. */
  readonly expiresAt: number
}

interface Store {
  readonly entries: Map<string, Entry>
  readonly byGrant: Map<string, Set<string>>
  writes: number
}

export interface MemoryStorageOptions {
  /** Returns the metadata of a client, for oidc-provider. */
  readonly client: (clientId: string) => AdapterPayload | undefined
  /** Returns the exact lifetime of a token, s, with fractions. Undefined: the provider's lifetime in whole seconds is used. */
  readonly lifetime: (model: string, payload: AdapterPayload) => number | undefined
}

/** Storage of oidc-provider's models in memory. Entries expire exactly to the millisecond. */
export interface MemoryStorage {
  readonly adapter: AdapterFactory
  /** Returns the time when an entry expires, ms since 1970; undefined: there is no such entry. */
  expiresAt(model: string, id: string): number | undefined
  /** Removes the entries for which `matches` returns true. */
  forget(models: readonly string[], matches: (payload: AdapterPayload) => boolean): void
}

export function createMemoryStorage(options: MemoryStorageOptions): MemoryStorage {
  const stores = new Map<string, Store>()

  function storeOf(model: string): Store {
    const known = stores.get(model)
    if (known) return known
    const store: Store = { entries: new Map(), byGrant: new Map(), writes: 0 }
    stores.set(model, store)
    return store
  }

  return {
    adapter(model) {
      if (model === 'Client') return clientAdapter(options.client)
      return modelAdapter(storeOf(model), (payload) => options.lifetime(model, payload))
    },
    expiresAt: (model, id) => storeOf(model).entries.get(id)?.expiresAt,
    forget(models, matches) {
      for (const store of models.map(storeOf)) {
        for (const [id, { payload }] of store.entries) if (matches(payload)) remove(store, id)
      }
    },
  }
}

function modelAdapter(store: Store, lifetime: (payload: AdapterPayload) => number | undefined): Adapter {
  const find = async (matches: (payload: AdapterPayload) => boolean): Promise<AdapterPayload | undefined> => {
    for (const [id, { payload }] of store.entries) if (matches(payload)) return live(store, id)
    return undefined
  }
  return {
    async upsert(id, payload, expiresIn = Infinity) {
      const now = Date.now()
      if (++store.writes % writesPerSweep === 0) sweep(store, now)
      store.entries.set(id, { payload, expiresAt: now + (lifetime(payload) ?? expiresIn) * 1000 })
      if (payload.grantId === undefined) return
      const members = store.byGrant.get(payload.grantId)
      if (members) members.add(id)
      else store.byGrant.set(payload.grantId, new Set([id]))
    },
    find: async (id) => live(store, id),
    findByUserCode: (userCode) => find((payload) => payload.userCode === userCode),
    findByUid: (uid) => find((payload) => payload.uid === uid),
    async consume(id) {
      const payload = live(store, id)
      if (payload) payload.consumed = Math.floor(Date.now() / 1000)
    },
    destroy: async (id) => remove(store, id),
    async revokeByGrantId(grantId) {
      for (const id of store.byGrant.get(grantId) ?? []) remove(store, id)
    },
  }
}

async function nothing(): Promise<undefined> {}

/** Makes the adapter for clients. oidc-provider only reads clients, as they are registered in the directory. */
function clientAdapter(client: MemoryStorageOptions['client']): Adapter {
  return {
    upsert: nothing,
    find: async (id) => client(id),
    findByUserCode: nothing,
    findByUid: nothing,
    consume: nothing,
    destroy: nothing,
    revokeByGrantId: nothing,
  }
}

function live(store: Store, id: string): AdapterPayload | undefined {
  const entry = store.entries.get(id)
  if (!entry) return undefined
  if (entry.expiresAt > Date.now()) return entry.payload
  remove(store, id)
  return undefined
}

function remove(store: Store, id: string): void {
  const grantId = store.entries.get(id)?.payload.grantId
  store.entries.delete(id)
  if (grantId === undefined) return
  const members = store.byGrant.get(grantId)
  members?.delete(id)
  if (members?.size === 0) store.byGrant.delete(grantId)
}

function sweep(store: Store, now: number): void {
  for (const [id, { expiresAt }] of store.entries) if (expiresAt <= now) remove(store, id)
}
