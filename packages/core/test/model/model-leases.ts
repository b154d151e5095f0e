import type { Lease, StoreDefinition } from '../../src/index.ts'
import type { Ledger } from './ledger.ts'
import type { PendingList } from './pending.ts'
import type { ProcessWatch } from './process-watch.ts'
import type { RealTime } from './real-time.ts'

/** The leases of a store, as the schedule chooses. */
export interface ModelLeases {
  lease(store: StoreDefinition, process: ProcessWatch, signal: AbortSignal): Promise<Lease | undefined>
  /** Leases that nobody has given back, of processes that live. */
  unreleased(): number
}

export function createModelLeases(ledger: Ledger, pending: PendingList, realTime: RealTime): ModelLeases {
  const leases = new Set<{ readonly process: ProcessWatch }>()
  let holder: object | undefined

  return {
    unreleased: () => [...leases].filter(({ process }) => !process.state.hasCrashed).length,
    async lease(store, process, signal) {
      const choice = await Promise.race([pending.wait('store'), process.crashed])
      if (choice === 'crashed') return undefined
      // A store that gives none in the end, or while another holds it.
      if (choice % 5 === 4 || (holder !== undefined && signal.aborted)) return undefined
      const real = store.lease === undefined ? undefined : await realLease(store, process, signal)
      if (store.lease !== undefined && real === undefined) return undefined
      const lost = new AbortController()
      const given = { process }
      leases.add(given)
      if (real === undefined) holder = given
      if (choice % 7 === 6) lost.abort()
      return {
        lost: real === undefined ? lost.signal : AbortSignal.any([lost.signal, real.lost]),
        release() {
          if (!leases.delete(given)) ledger.breach('leases', 'a lease was given back twice')
          if (holder === given) holder = undefined
          return real && release(real)
        },
      }
    },
  }

  /** Leases of a process that crashes expire at once. */
  async function realLease(store: StoreDefinition, process: ProcessWatch, signal: AbortSignal): Promise<Lease | undefined> {
    const ended = new AbortController()
    const waiting = Promise.resolve(store.lease!(AbortSignal.any([signal, ended.signal])))
    realTime.mayEnd(waiting)
    void endAtCrash(process, waiting, ended)
    return waiting
  }

  async function endAtCrash(process: ProcessWatch, waiting: Promise<Lease | undefined>, ended: AbortController): Promise<void> {
    await process.crashed
    ended.abort()
    const lease = await waiting.catch(() => undefined)
    if (lease !== undefined) await release(lease)
  }

  async function release(lease: Lease): Promise<void> {
    await realTime.after(Promise.resolve(lease.release()), () => realTime.lookAtWaits())
  }
}
