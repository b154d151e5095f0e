/// <reference lib="esnext.disposable" preserve="true" />
import { retire } from './coordinator.ts'
import { expectOptions } from './lib/expect-known.ts'
import type { Coordinator } from './session/coordinator-interface.ts'

/** CoordinatorPool by account: a tenant, a user, an audience. */
export interface CoordinatorPool<Account> {
  /** The coordinator of this account, made on first use; always the same one while it is kept. */
  for(account: Account): Coordinator
  /** Forgets an account and disposes of its coordinator: requests that wait for its token end. */
  delete(account: Account): void
  /** How many are kept. */
  readonly size: number
  /** Disposes of all. A refresh token that was presented is seen through and saved. */
  dispose(): void
  [Symbol.dispose](): void
  /** The same; resolves when all that was under way is saved, in coordinators that were let go or deleted, too. */
  [Symbol.asyncDispose](): Promise<void>
}

type Leaving = Coordinator & { [retire]?(): Promise<void> }

/** How many coordinators are kept. */
export interface CoordinatorPoolOptions {
  /** Beyond this many, the one that was asked for longest ago is let go. @default 1_000 */
  readonly max?: number | undefined
}

/**
 * Keeps one coordinator for each account, so that no account ever sees another's token, failure or rest.
 *
 * One that is let go to make room still serves whoever holds it. Should its account come back, a new one is made,
 * which knows the old token only through a store: sessions that began with a login need one that outlasts it.
 *
 * @param keyOf - tells accounts apart; two accounts with one key share a token
 * @param create - makes the coordinator of an account
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
 * @throws {TypeError} an argument is wrong
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
  /** Least recently asked for first. */
  const kept = new Map<string, Leaving>()
  /** What coordinators that are not kept any more have under way. */
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

  /** Whoever holds the coordinator is served on; nothing else may keep it in memory, as the notices of a store would. */
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
