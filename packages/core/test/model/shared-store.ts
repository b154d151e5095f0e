// The store that processes share: late, failing, out of order, if the world is like that.

import { defineStore, type Lease, type StoredToken, type StoreReading, type TokenStore } from '../../src/index.ts'
import type { Ledger } from './ledger.ts'
import { createModelLeases } from './model-leases.ts'
import type { ModelPlace } from './model-place.ts'
import type { PendingList } from './pending.ts'
import { type RecordView, viewRecord } from './port.ts'
import type { ProcessWatch } from './process-watch.ts'
import type { RealTime } from './real-time.ts'
import type { ClaimRule } from './rules/claims.ts'
import type { WorldOptions } from './world-options.ts'

/** One store that processes share, in front of which anything may happen. */
export interface SharedStore {
  storeFor(process: ProcessWatch): TokenStore
  record(): Promise<RecordView | undefined>
  /** Leases that nobody has given back, of processes that live. */
  unreleased(): number
  /** Another program writes what is no record, or takes it away again. */
  spoil(): void
}

/** What all stores of a world share. */
export interface StoreWorld {
  readonly options: WorldOptions
  readonly ledger: Ledger
  readonly pending: PendingList
  readonly realTime: RealTime
  readonly claims: ClaimRule
}

/** Time limit of a call, ms. */
const timeout = 1_000

type Fault = 'none' | 'before' | 'after' | 'null fields' | 'garbage'
const faults: readonly Fault[] = ['none', 'none', 'none', 'none', 'none', 'none', 'before', 'after', 'null fields', 'garbage']

/** @param place - holds the record */
export function createSharedStore(place: ModelPlace, world: StoreWorld): SharedStore {
  const { options, ledger, pending, realTime, claims } = world
  let isSpoilt = false
  const listeners = new Map<ProcessWatch, () => void>()
  const leases = createModelLeases(ledger, pending, realTime)
  const probe = place.open()

  const isUnreadable = (): boolean => isSpoilt && !pending.storesWorkWell

  return {
    record: async () => viewOf(recordOf(await probe.load())),
    unreleased: () => leases.unreleased(),
    spoil() {
      isSpoilt = !isSpoilt
    },
    storeFor(process) {
      const store = place.open()
      return defineStore({
        timeout,
        whenStoreIsAway: options.goesOn ? 'go-on' : 'wait',
        async load() {
          const ended = process.reading()
          return call(process, (fault, isLate) => {
            if (isUnreadable() || fault === 'garbage') return { generation: 2 ** 53, accessToken: 7 } as never
            return realTime.after(store.load(), (loaded) => {
              const stored = recordOf(loaded)
              // Nobody waits any more for what comes after the time-out, and nobody gets what is lost on the way.
              if (!isLate && fault !== 'after' && !process.state.hasCrashed) process.noteFound(viewOf(stored))
              return fault === 'null fields' ? withNulls(stored) : stored
            })
          }).finally(ended)
        },
        save(next, expected) {
          const isAllowed = process.mayBeSaved(viewRecord(next))
          return call(process, () => {
            if (isUnreadable()) return false
            return realTime.after(store.save(next, expected), (isSaved) => {
              if (!isSaved) return false
              if (!isAllowed) ledger.breach('logout', 'a token of a session that was logged out was saved')
              claims.noteSaved(viewRecord(next), process)
              for (const [other, listener] of listeners) if (other !== process && !other.state.hasCrashed) listener()
              return true
            })
          })
        },
        ...(options.hasLease && { lease: (signal: AbortSignal): Promise<Lease | undefined> => leases.lease(store, process, signal) }),
        ...(options.hasSubscribe && {
          subscribe(listener: () => void) {
            if (store.subscribe === undefined) {
              listeners.set(process, listener)
              return () => void listeners.delete(process)
            }
            const unsubscribe = store.subscribe(() => process.state.hasCrashed || listener())
            void process.crashed.then(unsubscribe)
            return unsubscribe
          },
        }),
      })
    },
  }

  async function call<T>(process: ProcessWatch, act: (fault: Fault, isLate: boolean) => T | Promise<T>): Promise<T> {
    let fault: Fault = 'none'
    const begun = process.clock.monotonic()
    if (options.slowStore) {
      const choice = await Promise.race([pending.wait('store'), process.crashed])
      if (choice === 'crashed') return new Promise(() => {})
      if (options.faultyStore) fault = faults[choice % faults.length]!
    }
    if (process.state.hasCrashed) return new Promise(() => {})
    if (fault === 'before') throw Object.assign(new Error('store down'), { code: 'ECONNREFUSED' })
    const acted = act(fault, process.clock.monotonic() - begun >= timeout)
    const result = acted instanceof Promise ? await acted : acted
    if (process.state.hasCrashed) return new Promise(() => {})
    if (fault === 'after') throw new Error('the confirmation was lost')
    return result
  }
}

/** The time of a store is not that of the world, and so is left out. */
function recordOf(loaded: StoredToken | StoreReading | null | undefined): StoredToken | undefined {
  return (loaded && 'now' in loaded ? loaded.record : loaded) ?? undefined
}

function viewOf(record: StoredToken | undefined): RecordView | undefined {
  return record && viewRecord(record)
}

function withNulls(record: StoredToken | undefined): StoredToken | null {
  const absent = { lifetime: null, refreshIn: null, refreshToken: null, refreshExpiresAt: null, claim: null, subject: null, scope: null }
  return record === undefined ? null : ({ ...absent, ...record } as never)
}
