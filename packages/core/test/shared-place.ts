import { defineStore, type StoreDefinition, type StoredToken, type StoreOptions, type TokenStore } from '../src/index.ts'
import type { FakeClock } from './fake-clock.ts'

/** A linearizable store with leases and notices, for several processes on one fake clock. */
export interface SharedPlace {
  /** The store as one process has it. */
  open(options?: StoreOptions & Partial<StoreDefinition>): TokenStore
  record(): StoredToken | undefined
  /** Puts a record in place, or loses the record, without a notice. */
  set(record: StoredToken | undefined): void
  /** Calls of all processes, in order. */
  readonly calls: string[]
  /** How each call ends from now on. */
  state: 'works' | 'fails' | 'hangs'
  /** Calls every listener. */
  notify(): void
  /** The holder of the lease loses the lease, as after a pause. */
  breakLease(): void
  readonly hasHolder: boolean
}

interface Holder {
  readonly lost: AbortController
}

/** @param ahead - how far the store's clock is ahead of the fake clock, ms; undefined: the store gives no clock */
export function createSharedPlace(clock: FakeClock, ahead?: number): SharedPlace {
  let stored: StoredToken | undefined
  let holder: Holder | undefined
  const queue: (() => void)[] = []
  const listeners = new Set<() => void>()
  const calls: string[] = []

  const place: SharedPlace = {
    calls,
    state: 'works',
    record: () => stored,
    set(record) {
      stored = record
    },
    notify() {
      for (const listener of listeners) listener()
    },
    breakLease() {
      holder?.lost.abort()
      next()
    },
    get hasHolder() {
      return holder !== undefined
    },
    open(options = {}) {
      const own = new Set<() => void>()
      return defineStore({
        load: () =>
          answer('load', () => (ahead === undefined ? stored : { record: stored, now: clock.wall() + ahead })) as Promise<undefined>,
        save: (record, expected) =>
          answer('save', () => {
            if ((stored?.revision ?? 0) !== expected) return false
            stored = record
            for (const listener of listeners) if (!own.has(listener)) listener()
            return true
          }),
        lease,
        subscribe(listener) {
          own.add(listener)
          listeners.add(listener)
          return () => void listeners.delete(listener)
        },
        ...options,
      })
    },
  }
  return place

  async function answer<T>(name: string, act: () => T): Promise<T> {
    calls.push(name)
    if (place.state === 'hangs') return new Promise(() => {})
    if (place.state === 'fails') throw new Error('store down')
    return act()
  }

  async function lease(signal: AbortSignal): Promise<{ lost: AbortSignal; release: () => void } | undefined> {
    calls.push('lease')
    if (place.state === 'hangs') return new Promise(() => {})
    if (holder !== undefined) await new Promise<void>((resolve) => queue.push(resolve))
    if (signal.aborted) {
      next()
      return undefined
    }
    const mine: Holder = { lost: new AbortController() }
    holder = mine
    return {
      lost: mine.lost.signal,
      release() {
        calls.push('release')
        if (holder === mine) next()
      },
    }
  }

  function next(): void {
    holder = undefined
    queue.shift()?.()
  }
}
