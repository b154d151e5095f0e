/// <reference lib="esnext.disposable" preserve="true" />
import { retire } from './coordinator.ts'
import { expectOptions } from './lib/expect-known.ts'
import type { Coordinator } from './session/coordinator-interface.ts'

/** Coordinators by account. An account is a tenant, a user or an audience. */
export interface CoordinatorPool<Account> {
  /** Returns the coordinator of an account, which the first call creates. Returns the same coordinator as long as the pool keeps it. */
  for(account: Account): Coordinator
  /** Removes an account and disposes of its coordinator. Requests that wait for its token reject with a `SessionEndedError`. */
  delete(account: Account): void
  /** Number of coordinators in the pool. */
  readonly size: number
  /** Disposes of all coordinators. A token request that carries a refresh token still completes, and its tokens are saved. */
  dispose(): void
  /** The same as `dispose()`, for `using`. */
  [Symbol.dispose](): void
  /** Disposes of all coordinators. Resolves when everything in progress is saved, also in coordinators that left the pool before. */
  [Symbol.asyncDispose](): Promise<void>
}

type Leaving = Coordinator & { [retire]?(): Promise<void> }

/** Options of `createCoordinatorPool()`. */
export interface CoordinatorPoolOptions {
  /** Most coordinators in the pool. Above this number, the pool releases the least recently used coordinator. @default 1_000 */
  readonly max?: number | undefined
}

/**
 * Creates a pool with one coordinator for each account. No account ever gets another account's token, failure or cooldown.
 *
 * A released coordinator still works for every caller that holds it. If its account comes back, the pool creates a new coordinator. The new
 * coordinator finds the old token only in a store. Sessions that began with a login therefore need a store that outlives the coordinator.
 *
 * @param keyOf - returns the key of an account; two accounts with the same key share a token
 * @param create - creates the coordinator of an account
 *
 * @example
 * ```ts
 * import { createCoordinator, createCoordinatorPool, type TokenSource } from '@everbearer/core'
 *
 * declare function sourceFor(tenant: string): TokenSource
 *
 * const tenants = createCoordinatorPool(
 *   (tenant: string) => tenant,
 *   (tenant) => createCoordinator({ source: sourceFor(tenant), origins: ['https://api.example.com'] }),
 * )
 * const auth = tenants.for('acme')
 * ```
 * @throws {TypeError} an argument is wrong; `for()` and `delete()` throw if `keyOf` returns no key
 */
export function createCoordinatorPool<Account>(
  keyOf: (account: Account) => string,
  create: (account: Account) => Coordinator,
  options: CoordinatorPoolOptions = {},
): CoordinatorPool<Account> {
  expectOptions(options, ['max'])
  const { max = 1000 } = options
  if (typeof keyOf !== 'function') throw new TypeError('keyOf: expected a function from account to key')
  if (typeof create !== 'function') throw new TypeError('create: expected a function from account to coordinator')
  if (!Number.isInteger(max) || max < 1) throw new TypeError('max: expected a whole number from 1')
  /** The least recently used coordinator comes first. */
  const kept = new Map<string, Leaving>()
  /** The work in progress of coordinators that left the pool. */
  const underWay = new Set<Promise<void>>()

  return {
    for(account) {
      const key = checkedKey(keyOf(account))
      const coordinator = kept.get(key) ?? create(account)
      kept.delete(key)
      kept.set(key, coordinator)
      const [oldest] = kept
      if (kept.size > max && oldest !== undefined) letGo(...oldest)
      return coordinator
    },
    delete(account) {
      const key = checkedKey(keyOf(account))
      const coordinator = kept.get(key)
      kept.delete(key)
      if (coordinator !== undefined) end(coordinator)
    },
    get size() {
      return kept.size
    },
    dispose,
    [Symbol.dispose]: dispose,
    async [Symbol.asyncDispose]() {
      dispose()
      await Promise.all(underWay)
    },
  }

  function letGo(key: string, coordinator: Leaving): void {
    kept.delete(key)
    seeThrough(coordinator)
  }

  function end(coordinator: Leaving): void {
    coordinator.dispose()
    seeThrough(coordinator)
  }

  /** Lets a coordinator work for the callers that hold it. Without its store subscription, nothing else keeps it in memory. */
  function seeThrough(coordinator: Leaving): void {
    const idle = coordinator[retire]?.()
    if (idle === undefined) return
    underWay.add(idle)
    void idle.then(() => underWay.delete(idle))
  }

  function dispose(): void {
    for (const coordinator of kept.values()) end(coordinator)
    kept.clear()
  }
}

/** Accounts without a key would all share one token. */
function checkedKey(key: string): string {
  if (typeof key !== 'string' || key === '') throw new TypeError('keyOf: expected it to give a string that is not empty')
  return key
}
