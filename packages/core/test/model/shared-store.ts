// The store that processes share: late, failing, out of order, if the world is like that.

import { defineStore, type StoredToken, type TokenStore } from '../../src/index.ts'
import type { Ledger } from './ledger.ts'
import type { PendingList } from './pending.ts'
import { type RecordView, viewRecord } from './port.ts'
import type { ProcessWatch } from './process-watch.ts'
import type { WorldOptions } from './world-options.ts'

/** One store that processes share, in front of which anything may happen. */
export interface SharedStore {
  storeFor(process: ProcessWatch): TokenStore
  record(): RecordView | undefined
  /** Leases that nobody has given back, of processes that live. */
  unreleased(): number
  /** Another program writes what is no record, or takes it away again. */
  spoil(): void
}

/** Time limit of a call, ms. */
const timeout = 1_000

type Fault = 'none' | 'before' | 'after' | 'null fields' | 'garbage'
const faults: readonly Fault[] = ['none', 'none', 'none', 'none', 'none', 'none', 'before', 'after', 'null fields', 'garbage']

export function createSharedStore(options: WorldOptions, ledger: Ledger, pending: PendingList): SharedStore {
  let stored: StoredToken | undefined
  let isSpoilt = false
  const listeners = new Map<ProcessWatch, () => void>()
  const leases = new Set<{ readonly process: ProcessWatch }>()
  let holder: object | undefined

  const isUnreadable = (): boolean => isSpoilt && !pending.storesWorkWell

  return {
    record: () => stored && viewRecord(stored),
    unreleased: () => [...leases].filter(({ process }) => !process.state.hasCrashed).length,
    spoil() {
      isSpoilt = !isSpoilt
    },
    storeFor: (process) =>
      defineStore({
        timeout,
        whenStoreIsAway: options.goesOn ? 'go-on' : 'wait',
        async load() {
          const ended = process.reading()
          return call(process, (fault, isLate) => {
            if (isUnreadable() || fault === 'garbage') return { generation: 2 ** 53, accessToken: 7 } as never
            // Nobody waits any more for what comes after the time-out, and nobody gets what is lost on the way.
            if (!isLate && fault !== 'after') process.noteFound(stored && viewRecord(stored))
            return fault === 'null fields' ? withNulls(stored) : stored
          }).finally(ended)
        },
        save(next, expected) {
          const isAllowed = process.mayBeSaved(viewRecord(next))
          return call(process, () => {
            if ((stored === undefined ? 0 : viewRecord(stored).revision) !== expected || isUnreadable()) return false
            if (!isAllowed) ledger.breach('logout', 'a token of a session that was logged out was saved')
            stored = copy(next)
            for (const [other, listener] of listeners) if (other !== process && !other.state.hasCrashed) listener()
            return true
          })
        },
        ...(options.hasLease && { lease: (signal: AbortSignal) => lease(process, signal) }),
        ...(options.hasSubscribe && {
          subscribe(listener: () => void) {
            listeners.set(process, listener)
            return () => void listeners.delete(process)
          },
        }),
      }),
  }

  async function call<T>(process: ProcessWatch, act: (fault: Fault, isLate: boolean) => T): Promise<T> {
    let fault: Fault = 'none'
    const begun = process.clock.monotonic()
    if (options.slowStore) {
      const choice = await Promise.race([pending.wait('store'), process.crashed])
      if (choice === 'crashed') return new Promise(() => {})
      if (options.faultyStore) fault = faults[choice % faults.length]!
    }
    if (process.state.hasCrashed) return new Promise(() => {})
    if (fault === 'before') throw Object.assign(new Error('store down'), { code: 'ECONNREFUSED' })
    const result = act(fault, process.clock.monotonic() - begun >= timeout)
    if (fault === 'after') throw new Error('the confirmation was lost')
    return result
  }

  async function lease(process: ProcessWatch, signal: AbortSignal) {
    const choice = await Promise.race([pending.wait('store'), process.crashed])
    if (choice === 'crashed') return undefined
    // A store that gives none in the end, or while another holds it.
    if (choice % 5 === 4 || (holder !== undefined && signal.aborted)) return undefined
    const lost = new AbortController()
    const given = { process }
    leases.add(given)
    holder = given
    if (choice % 7 === 6) lost.abort()
    return {
      lost: lost.signal,
      release() {
        if (!leases.delete(given)) ledger.breach('leases', 'a lease was given back twice')
        if (holder === given) holder = undefined
      },
    }
  }

  function copy({ claim, fields, ...record }: StoredToken): StoredToken {
    return { ...record, ...(claim && { claim: { ...claim } }), fields: { ...fields } }
  }

  function withNulls(record: StoredToken | undefined): StoredToken | null {
    const absent = { lifetime: null, refreshIn: null, refreshToken: null, refreshExpiresAt: null, claim: null, subject: null, scope: null }
    return record === undefined ? null : ({ ...absent, ...record } as never)
  }
}
