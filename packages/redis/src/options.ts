import type { Clock, StoreDefinition, StoreOptions, StoreReading, TokenStore } from '@everbearer/core'
import { expect, expectOptions } from '@everbearer/core/adapter'
import type { RedisConnection } from './connection.ts'
import { checkKey, type SessionKey } from './session-key.ts'

/** The options of `redisStore`. */
export interface RedisStoreOptions extends StoreOptions, RedisConnection {
  /** Whose tokens the store holds: parts, or a string of your own. Processes with the same key share one token. Never a token. */
  readonly key: string | SessionKey
  /** What all names in Redis begin with. Without braces. @default 'everbearer' */
  readonly prefix?: string | undefined
  /**
   * How long Redis keeps a logout, and a record whose token has no known end, ms. Each save begins this time anew, and no save shortens
   * it. Longer than any refresh token lives: a process that slept that long could otherwise write its tokens back after a logout.
   * @default 2_592_000_000 (30 days)
   */
  readonly expireAfter?: number | undefined
  /** How long a lease lives without renewal, ms. A dead process blocks the refreshes of others that long at most. @default 5_000 */
  readonly leaseTime?: number | undefined
  /**
   * How many replicas must acknowledge each save. A save with fewer acknowledgements counts as failed. A failover then loses fewer
   * writes, but may still lose some. @default 0
   */
  readonly wait?: number | undefined
  /**
   * Checks before the first use that the server evicts no keys: `maxmemory-policy noeviction`. If it does, or does not tell, the store
   * fails with an error that says so. `false`: you have checked the server yourself. @default true
   */
  readonly checkEviction?: boolean | undefined
  /** Clocks and timers, for tests. @default the platform's */
  readonly clock?: Clock | undefined
}

/** A token store on Redis or Valkey. */
export interface RedisStore extends TokenStore {
  load(): Promise<StoreReading>
  save: (...args: Parameters<StoreDefinition['save']>) => Promise<boolean>
  readonly lease: NonNullable<StoreDefinition['lease']>
}

/** The names of all options. */
const known: Readonly<Record<keyof RedisStoreOptions, true>> = {
  send: true,
  subscribe: true,
  key: true,
  prefix: true,
  expireAfter: true,
  leaseTime: true,
  wait: true,
  checkEviction: true,
  clock: true,
  timeout: true,
  leaseWait: true,
  whenStoreIsAway: true,
}

/** @throws {TypeError} an option is wrong; the message names the option and what is allowed */
export function checkOptions(options: RedisStoreOptions): void {
  expectOptions(options, Object.keys(known))
  const { send, subscribe, key, prefix, expireAfter, leaseTime, wait, checkEviction } = options
  expect(typeof send === 'function', 'send', 'a function, such as fromRedis(client) gives it')
  expect(subscribe === undefined || typeof subscribe === 'function', 'subscribe', 'a function')
  checkKey(key)
  expect(prefix === undefined || (typeof prefix === 'string' && /^[^{}]+$/.test(prefix)), 'prefix', 'a string without braces')
  expectNumber('expireAfter', expireAfter, 60_000, 3.2e14)
  expectNumber('leaseTime', leaseTime, 100, 600_000)
  expectNumber('wait', wait, 0, 1_000)
  expect(checkEviction === undefined || typeof checkEviction === 'boolean', 'checkEviction', 'a boolean')
}

function expectNumber(name: string, value: number | undefined, least: number, most: number): void {
  const isFit = value === undefined || (Number.isInteger(value) && value >= least && value <= most)
  expect(isFit, name, `an integer from ${least} to ${most}`)
}
