import { type Coordinator, type CoordinatorOptions, createCoordinator, type TokenStore } from '@everbearer/core'
import { within } from '../within.ts'
import { type LeaseWait, waitForLease } from './lease-wait.ts'
import type { StorePlace, StoreTraits } from './store-place.ts'

/** The objects and functions for one check of stores. What a check opens is closed after the check. */
export interface StoreContext {
  readonly traits: StoreTraits
  readonly place: StorePlace
  /** Time after which the lease (the right to refresh) of a dead process expires, ms. */
  readonly leaseTime: number
  /** Waits for the time within which a faulty store would wrongly call a listener or give a lease. */
  readonly pause: () => Promise<void>
  readonly open: () => Promise<TokenStore>
  readonly openMany: (count: number) => Promise<TokenStore[]>
  /** Begins to wait for the store's lease (the right of one process to refresh). */
  readonly lease: (store: TokenStore, signal?: AbortSignal) => LeaseWait
  /** Subscribes to the changes of other processes. Returns a function that unsubscribes. */
  readonly listen: (store: TokenStore, listener: () => void) => () => void
  /** Creates a coordinator with a separate store on the place, as in another process. */
  readonly coordinator: (options: Pick<CoordinatorOptions, 'source'>) => Promise<Coordinator>
  readonly close: () => Promise<void>
}

/** Maximum time for which `pause()` waits, ms. */
const longestPause = 250
/** Time limit for closing one object, ms. */
const closeTime = 1_000

export function createStoreContext(place: StorePlace, traits: StoreTraits): StoreContext {
  const { leaseTime = 5_000 } = traits
  const atEnd: (() => unknown)[] = []
  const context: StoreContext = {
    traits,
    place,
    leaseTime,
    pause: () => pauseFor(Math.min(longestPause, leaseTime / 2)),
    open: async () => place.open(),
    openMany: (count) => Promise.all(Array.from({ length: count }, () => context.open())),
    lease(store, signal) {
      const wait = waitForLease(store, signal)
      atEnd.push(() => wait.end())
      return wait
    },
    listen(store, listener) {
      const unsubscribe = store.subscribe!(listener)
      atEnd.push(unsubscribe)
      return unsubscribe
    },
    async coordinator(options) {
      const auth = createCoordinator({ origins: 'any', store: await context.open(), ...options })
      atEnd.push(() => auth.dispose())
      return auth
    },
    async close() {
      // After a failed check, some objects may not close.
      for (const end of atEnd.toReversed()) await within(closeTime, (async () => end())()).catch(() => {})
      await place.close()
    },
  }
  return context
}

/** Waits in real time. @param ms - duration of the wait, ms */
export function pauseFor(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}

/** Waits until `isTrue` returns true. The time limit of the check ends a longer wait. */
export async function until(isTrue: () => boolean): Promise<void> {
  for (let round = 0; round < 10_000 && !isTrue(); round++) await pauseFor(5)
}
