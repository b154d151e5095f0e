import { type Coordinator, type CoordinatorOptions, createCoordinator, type TokenStore } from '@everbearer/core'
import { within } from '../within.ts'
import { type LeaseWait, waitForLease } from './lease-wait.ts'
import type { StorePlace, StoreTraits } from './store-place.ts'

/** What a check is run with. All that it opens is closed after it. */
export interface StoreContext {
  readonly traits: StoreTraits
  readonly place: StorePlace
  /** When the lease of a dead process expires, ms. */
  readonly leaseTime: number
  /** Waits so long that a wrong notice or lease would have come. */
  readonly pause: () => Promise<void>
  readonly open: () => Promise<TokenStore>
  readonly openMany: (count: number) => Promise<TokenStore[]>
  /** Begins to wait for the lease. */
  readonly lease: (store: TokenStore, signal?: AbortSignal) => LeaseWait
  /** Subscribes to the changes of other processes. Returns a function that unsubscribes. */
  readonly listen: (store: TokenStore, listener: () => void) => () => void
  /** Creates a coordinator on a store of its own. */
  readonly coordinator: (options: Pick<CoordinatorOptions, 'source'>) => Promise<Coordinator>
  readonly close: () => Promise<void>
}

/** Longest time in which something wrong would show, ms. */
const longestPause = 250
/** How long one thing may take to close, ms. */
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
      // A check that failed may leave what can't be closed.
      for (const end of atEnd.toReversed()) await within(closeTime, (async () => end())()).catch(() => {})
      await place.close()
    },
  }
  return context
}

/** @param ms - how long */
export function pauseFor(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}

/** Waits until something is true. The time limit of the check ends the wait. */
export async function until(isTrue: () => boolean): Promise<void> {
  for (let round = 0; round < 10_000 && !isTrue(); round++) await pauseFor(5)
}
