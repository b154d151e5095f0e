import { adapterSideKey } from '../adapter/adapter-side.ts'
import { createPoolSide } from '../adapter/pool-side.ts'
import { isClock, longestTimer, systemClock } from '../lib/clock.ts'
import { expectOptions } from '../lib/expect-known.ts'
import { expect, expectNumber } from '../lib/option-checks.ts'
import type { Coordinator } from '../session/coordinator-interface.ts'
import type { CoordinatorPool, CoordinatorPoolOptions } from '../session/coordinator-pool-interface.ts'
import { createAccountEvents } from './account-events.ts'
import { createEndSessions } from './end-sessions.ts'
import { createIdleRelease } from './idle-release.ts'
import { createMembers } from './members.ts'

/**
 * Creates a pool with one coordinator for each account. No account ever gets another account's token, failure or cooldown.
 *
 * The options `max` and `idle` release coordinators from the pool. A released coordinator still works for every caller that holds it. The
 * next `for()` of the same account creates a new coordinator. The new coordinator finds the old token only in a store. Sessions that began
 * with a login therefore need a store that outlives the coordinator.
 *
 * A client can be wrapped for a pool. Each request of that client then has a coordinator in the request option `bearer`. A request with
 * `bearer: false` is sent without a token. A request without `bearer` fails.
 *
 * @param keyOf - returns the key of an account; two accounts with the same key share a token. Events show the key, so the key must be no
 * secret
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
 *   { idle: 15 * 60_000 },
 * )
 * const auth = tenants.for('acme')
 * ```
 * @throws {TypeError} an argument is wrong; functions that take an account throw if `keyOf` returns no key
 */
export function createCoordinatorPool<Account>(
  keyOf: (account: Account) => string,
  create: (account: Account) => Coordinator,
  options: CoordinatorPoolOptions<Account> = {},
): CoordinatorPool<Account> {
  expectOptions(options, ['max', 'idle', 'onEvict', 'accountsOf', 'clock'])
  const { max = 1000, idle, onEvict, accountsOf, clock = systemClock } = options
  expect(typeof keyOf === 'function', 'keyOf', 'a function from account to key')
  expect(typeof create === 'function', 'create', 'a function from account to coordinator')
  expect(Number.isInteger(max) && max >= 1, 'max', 'a whole number from 1')
  if (idle !== undefined) expectNumber('idle', idle, 1, longestTimer)
  expect(onEvict === undefined || typeof onEvict === 'function', 'onEvict', 'a function')
  expect(accountsOf === undefined || typeof accountsOf === 'function', 'accountsOf', 'a function from a logout to accounts')
  expect(isClock(clock), 'clock', 'an object with wall(), monotonic(), setTimeout() and clearTimeout()')

  const events = createAccountEvents()
  const members = createMembers({ keyOf, create, events, onEvict, now: () => clock.monotonic() })
  const idleRelease =
    idle === undefined
      ? undefined
      : createIdleRelease({ idle, clock, members: () => members.all(), release: (member) => members.remove(member, 'idle') })

  const pool: CoordinatorPool<Account> & Hidden = {
    for(account) {
      const member = members.open(account)
      members.use(member)
      idleRelease?.check()
      const [oldest] = members.all()
      if (members.size > max && oldest !== undefined) members.remove(oldest, 'size')
      return member.coordinator
    },
    has: (account) => members.get(account) !== undefined,
    delete(account) {
      const member = members.get(account)
      if (member !== undefined) members.remove(member, 'deleted')
    },
    end: createEndSessions(members, accountsOf),
    on: events.on,
    peek: () => Array.from(members.all(), ({ coordinator }) => coordinator.peek()),
    get size() {
      return members.size
    },
    dispose,
    [Symbol.dispose]: dispose,
    async [Symbol.asyncDispose]() {
      dispose()
      await members.settled()
    },
    [adapterSideKey]: createPoolSide(),
    [Symbol.toStringTag]: 'CoordinatorPool',
  }
  return pool

  function dispose(): void {
    idleRelease?.stop()
    for (const member of members.all()) members.remove(member, 'disposed')
  }
}

/** Internal members of a pool, for adapters. The public type does not have these members. */
interface Hidden {
  readonly [adapterSideKey]: ReturnType<typeof createPoolSide>
  readonly [Symbol.toStringTag]: string
}
