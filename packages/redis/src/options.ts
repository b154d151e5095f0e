import type { Clock, StoreDefinition, StoreOptions, StoreReading, TokenStore } from '@everbearer/core'
import { expect, expectOptions } from '@everbearer/core/adapter'
import type { RedisConnection } from './connection.ts'
import { checkKey, type SessionKey } from './session-key.ts'

/** The options of `redisStore`. */
export interface RedisStoreOptions extends StoreOptions, RedisConnection {
  /** Key of the session: its parts, or a string, but not a token, as logs show keys. Processes with the same key share one token. */
  readonly key: string | SessionKey
  /** Prefix of every name in Redis, without braces. @default 'everbearer' */
  readonly prefix?: string | undefined
  /**
   * Time for which Redis keeps the record of a logout or of a token without a known expiry, ms, at least 60,000. Each save restarts this
   * time, and no save shortens it. The time must be longer than the lifetime of a refresh token. Otherwise, a process that was suspended
   * could write its tokens back after a logout.
   * @default 2_592_000_000 (30 days)
   */
  readonly expireAfter?: number | undefined
  /**
   * Time after which a lease ends without renewal, ms, 100 to 600,000. A lease lets one process refresh while the other processes wait. A
   * dead process blocks refreshes at most for this time. @default 5_000
   */
  readonly leaseTime?: number | undefined
  /**
   * Number of replicas that must acknowledge each save. A save with fewer acknowledgements fails. Above 0, a failover loses fewer
   * writes, but may still lose some. @default 0
   */
  readonly wait?: number | undefined
  /**
   * True: the store checks before its first use that the server evicts no keys: `maxmemory-policy noeviction`. Eviction would lose refresh
   * tokens and logouts. If the server evicts keys, or does not show its policy, the store fails with an error. False: you have checked the
   * server yourself. @default true
   */
  readonly checkEviction?: boolean | undefined
  /** Clocks and timers, for tests. @default the clocks and timers of the platform */
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
