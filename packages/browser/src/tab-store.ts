import { defineStore, type Lease, memoryStore, StoreError, type StoredToken } from '@everbearer/core'
import { createDatabase } from './database.ts'
import { createMemoryVault } from './memory-vault.ts'
import { checkOptions, type TabStore, type TabStoreOptions } from './options.ts'
import { createPageAlone } from './page-alone.ts'
import { watchPageLife } from './page-life.ts'
import { createTabChannel } from './tab-channel.ts'
import { createTabLock } from './tab-lock.ts'

/** Id of the question who holds the lock. The ids of tokens are UUIDs, so they differ from this id. */
const lockId = 'lock'

/**
 * Creates a store for the pages and workers of one origin. They share one token, and only one of them refreshes at a time.
 *
 * In some places pages can't share: in iframes with an opaque origin, and without Web Locks, IndexedDB or BroadcastChannel. Then each page
 * has its own token, and the coordinator emits the event `store-limited`.
 *
 * @throws {TypeError} an option is wrong; the message names the option and what is allowed
 *
 * @example
 * ```ts
 * import { tabStore } from '@everbearer/browser'
 * import { createCoordinator, sessionEndpoint } from '@everbearer/core'
 *
 * const auth = createCoordinator({
 *   source: sessionEndpoint('/session/token'),
 *   origins: 'same-origin',
 *   store: tabStore({ name: 'my-app' }),
 * })
 * ```
 */
export function tabStore(options: TabStoreOptions): TabStore {
  checkOptions(options)
  const { name, tokens, refreshTimeout = 10_000, timeout = 5_000, leaseWait, whenStoreIsAway } = options
  const place = `everbearer:${name}`
  const listeners = new Set<() => void>()
  const { unlessLimited, onLimit } = createPageAlone(leave)
  /** The store that has the record if the platform lets no pages share a token. */
  const alone = memoryStore()
  const database = createDatabase(place)
  const notify = (): void => {
    for (const listener of listeners) {
      try {
        listener()
      } catch {
        // If a listener throws, the other listeners are still called.
      }
    }
  }
  const channel = createTabChannel(place, {
    onSaved: notify,
    reply: (id) => (id === lockId ? lock.isHere() || undefined : vault.reply(id)),
  })
  const vault = typeof tokens === 'object' ? tokens : createMemoryVault((id) => channel.ask(id, 100))
  const lock = createTabLock(place, {
    readClaim: async () => (await database.read())?.claim,
    isHolderSilent: async () => (await channel.ask(lockId, 300)) === undefined,
    refreshTimeout,
  })
  let unwatch: (() => void) | undefined

  return defineStore({
    timeout,
    leaseWait,
    whenStoreIsAway,

    load: () =>
      shared(
        async () => {
          const entry = await database.read()
          return entry && vault.open(entry)
        },
        () => alone.load(),
      ),

    save: (next: StoredToken, expected: number) =>
      shared(
        () => save(next, expected),
        () => alone.save(next, expected),
      ),

    lease: (signal: AbortSignal): Promise<Lease | undefined> =>
      shared<Lease | undefined>(
        () => lock.lease(signal),
        () => undefined,
      ),

    subscribe(listener: () => void) {
      listeners.add(listener)
      void shared(
        async () => {},
        () => {},
      )
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) leave()
      }
    },

    onLimit,
  })

  /** Runs `share`, which uses the database and the other pages. If the platform lets no pages share a token, runs `lonely`. */
  function shared<T>(share: () => Promise<T>, lonely: () => T | Promise<T>): Promise<T> {
    return unlessLimited(async () => {
      join()
      return share()
    }, lonely)
  }

  async function save(next: StoredToken, expected: number): Promise<boolean> {
    if (tokens === undefined && next.refreshToken !== undefined) {
      throw new StoreError("A page that has a refresh token has to choose where tokens live: tokens: 'memory', or sealed.")
    }
    lock.claims(next.claim !== undefined)
    const { entry, keep } = await vault.close(next)
    const isSaved = await database.replace({ ...entry, revision: next.revision, claim: next.claim }, expected)
    if (isSaved) {
      keep()
      channel.tellSaved()
    } else {
      lock.claims(false)
    }
    return isSaved
  }

  function join(): void {
    if (unwatch !== undefined) return
    channel.open()
    unwatch = watchPageLife({
      onStop: giveUp,
      onLeave() {
        // Transactions are not aborted: the page may have left because of a logout, which it is saving.
        lock.giveUp()
        channel.close()
      },
      onWake() {
        channel.open()
        notify()
      },
    })
  }

  /** Releases the lock and aborts transactions before the page stops. A stopped page would keep both, and block other pages. */
  function giveUp(): void {
    lock.giveUp()
    database.giveUp()
  }

  function leave(): void {
    unwatch?.()
    unwatch = undefined
    channel.close()
  }
}
