import type { StoreDefinition, StoredToken, StoreOptions, TokenStore } from '@everbearer/core'
import { expect, expectOptions, expectNumber } from '@everbearer/core/adapter'
import type { Vault } from './vault.ts'

/** The options of `tabStore`. */
export interface TabStoreOptions extends StoreOptions {
  /** Name of the session, 1 to 100 characters. Pages and workers of one origin with the same name share one token. */
  readonly name: string
  /**
   * Place where tokens are kept. `'memory'`: in the memory of the pages. A new page asks another page for the access token. A refresh token
   * stays in the page that received it, and is lost when that page reloads. `sealed`, an export of this package: in IndexedDB, encrypted. A
   * page that receives refresh tokens has to set this option.
   * @default 'memory', without refresh tokens
   */
  readonly tokens?: 'memory' | Vault | undefined
  /**
   * Time after which another page may refresh in place of a page that the browser has stopped during a refresh, ms, 1,000 to 600,000. Use
   * the same value as for the coordinator's `refreshTimeout`.
   * @default 10_000
   */
  readonly refreshTimeout?: number | undefined
  /**
   * Time limit for one call of the database, ms. In a busy page, calls take long, so the limit is longer than that of other stores.
   * @default 5_000
   */
  readonly timeout?: number | undefined
}

/** A store for the pages and workers of one origin. */
export interface TabStore extends TokenStore {
  load(): Promise<StoredToken | undefined>
  save(...args: Parameters<StoreDefinition['save']>): Promise<boolean>
  readonly lease: NonNullable<StoreDefinition['lease']>
  readonly subscribe: NonNullable<StoreDefinition['subscribe']>
}

const optionNames = Object.keys({
  name: 1,
  tokens: 1,
  refreshTimeout: 1,
  timeout: 1,
  leaseWait: 1,
  whenStoreIsAway: 1,
} satisfies Record<keyof TabStoreOptions, 1>)

/** @throws {TypeError} an option is wrong; the message names the option and what is allowed */
export function checkOptions(options: TabStoreOptions): void {
  expectOptions(options, optionNames)
  const { name, tokens = 'memory', refreshTimeout = 1_000 } = options
  expect(typeof name === 'string' && name.length > 0 && name.length <= 100, 'name', 'a string of 1 to 100 characters')
  expect(tokens === 'memory' || typeof tokens?.close === 'function', 'tokens', "'memory', or `sealed` of this package")
  expectNumber('refreshTimeout', refreshTimeout, 1_000, 600_000)
}
