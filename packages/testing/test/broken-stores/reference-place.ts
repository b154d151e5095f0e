import { defineStore, type Lease, type StoredToken, type StoreReading, type TokenStore } from '@everbearer/core'
import type { StorePlace } from '../../src/suite/stores/store-place.ts'

/** When a lease expires that is not kept alive, ms. */
export const leaseTime = 800

/** What the stores of a place share, as a server would hold it. */
export interface Server {
  text: string | undefined
  holder: { readonly id: symbol; until: number } | undefined
  readonly listeners: Map<symbol, () => void>
  isDown: boolean
}

/** What one store remembers by itself. */
export type Own = Record<string, unknown>

/** What a store is made of. */
interface RightSteps {
  readonly load: (server: Server, own: Own) => Promise<StoreReading | StoredToken | undefined>
  readonly save: (server: Server, next: StoredToken, expected: number, own: Own) => Promise<boolean>
  readonly lease: (server: Server, signal: AbortSignal) => Promise<Lease | undefined>
  readonly subscribe: (server: Server, listener: () => void) => () => void
}

/** The wrong steps of a store. Undefined: the store lacks the function. */
export type Steps = { readonly [Name in keyof RightSteps]?: RightSteps[Name] | undefined }

/** The clock of the server. */
export function serverNow(): number {
  return performance.timeOrigin + performance.now()
}

export function recordIn({ text }: Server): StoredToken | undefined {
  return text === undefined ? undefined : JSON.parse(text)
}

/** A way to the server. @throws {Error} the server is down */
export async function travel({ isDown }: Server): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve))
  if (isDown) throw new Error('connection refused')
}

export function notify({ listeners }: Server): void {
  for (const listener of listeners.values()) queueMicrotask(() => attempt(listener))
}

function attempt(listener: () => void): void {
  try {
    listener()
  } catch {
    // The listener's own affair.
  }
}

export function grab(server: Server): symbol | undefined {
  if (server.holder !== undefined && server.holder.until > serverNow()) return undefined
  server.holder = { id: Symbol('holder'), until: serverNow() + leaseTime }
  return server.holder.id
}

/** Keeps a lease alive until its release or loss. */
export function hold(server: Server, id: symbol): Lease {
  const lost = new AbortController()
  const heartbeat = setInterval(() => {
    if (server.holder?.id === id) server.holder.until = serverNow() + leaseTime
    else {
      clearInterval(heartbeat)
      lost.abort()
    }
  }, leaseTime / 8)
  return {
    lost: lost.signal,
    release() {
      clearInterval(heartbeat)
      if (server.holder?.id === id) server.holder = undefined
    },
  }
}

/** Tries to get the lease until it succeeds or the signal aborts. */
export async function tryToGrab(server: Server, signal: AbortSignal): Promise<symbol | undefined> {
  while (!signal.aborted) {
    await travel(server)
    const id = grab(server)
    if (id !== undefined) return id
    await new Promise((resolve) => {
      setTimeout(resolve, 3)
    })
  }
  return undefined
}

export const rightSteps: RightSteps = {
  async load(server) {
    await travel(server)
    return { record: recordIn(server), now: serverNow() }
  },
  async save(server, next, expected) {
    const text = JSON.stringify(next)
    await travel(server)
    if ((recordIn(server)?.revision ?? 0) !== expected) return false
    server.text = text
    notify(server)
    await travel(server)
    return true
  },
  async lease(server, signal) {
    const id = await tryToGrab(server, signal)
    if (id === undefined) return undefined
    const lease = hold(server, id)
    await travel(server)
    if (!signal.aborted) return lease
    await lease.release()
    return undefined
  },
  subscribe({ listeners }, listener) {
    const id = Symbol('listener')
    listeners.set(id, listener)
    return () => void listeners.delete(id)
  },
}

/** Creates a place whose stores are right, but for the steps that are given. */
export function createReferencePlace(steps: Steps = {}): StorePlace {
  const server: Server = { text: undefined, holder: undefined, listeners: new Map(), isDown: false }
  const { load = rightSteps.load, save = rightSteps.save } = steps
  const { lease, subscribe } = { ...rightSteps, ...steps }
  return {
    open(): TokenStore {
      const own: Own = {}
      return defineStore({
        load: () => load(server, own),
        save: (next: StoredToken, expected: number) => save(server, next, expected, own),
        ...(lease && { lease: (signal: AbortSignal) => lease(server, signal) }),
        ...(subscribe && { subscribe: (listener: () => void) => subscribe(server, listener) }),
      })
    },
    close() {
      server.listeners.clear()
    },
    breakLease() {
      server.holder = undefined
    },
    breakStore() {
      server.isDown = true
    },
  }
}
