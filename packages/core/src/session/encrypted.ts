import { StoreError } from '../lib/errors.ts'
import { expectOptions } from '../lib/expect-known.ts'
import { expect } from '../lib/option-checks.ts'
import { recordToRestore } from '../policy/older-record.ts'
import { type EncryptionKey, readKeys } from '../token/encryption-keys.ts'
import { readLoaded } from '../token/store-time.ts'
import type { StoreDefinition, StoreOptions, StoreReading } from '../token/store.ts'
import { dropUndefined, type StoredToken } from '../token/stored-token.ts'
import { defineStore } from './define-store.ts'
import { createRecordCipher } from './record-cipher.ts'
import { openerOf, type TokenStore } from './session-store.ts'

/** How `encrypted` encrypts the records of a store. */
export interface EncryptionOptions {
  /** The first key encrypts, all keys decrypt. Put a new key first once every process has the key among its keys. */
  readonly keys: readonly EncryptionKey[]
  /**
   * What the record is called among all records under these keys, for example the client and the account: 1 to 200 characters, the same in
   * each process. A record that was copied from another name is rejected.
   */
  readonly name: string
  /**
   * What happens to a record that is not encrypted. `read`: the record is used, and the next save encrypts it. Whoever can write to the
   * store can then put a token of their own there, so use `read` only until the first save. `reject`: a `StoreError`.
   * @default 'reject'
   */
  readonly plain?: 'reject' | 'read' | undefined
}

/** How often a newer record is written over an older one before the store counts as failed. */
const mostRounds = 3

/**
 * Encrypts the records of a store by AES-256-GCM. Session, counters, moments and claim stay readable, and can't be changed unnoticed.
 *
 * A record that can't be decrypted is a `StoreError`, and stays unchanged. A record that is older than the newest record that this process
 * has seen never reaches the session: the newer record is written over it. The claim of another process on the same refresh token stays.
 * If the store does not take the newer record, `load` rejects with a `StoreError`. A process that has just started can't tell an older
 * record from a current one, and no process can tell a removed record from a record that expired.
 *
 * @param store - made by `defineStore`, or a ready-made store
 *
 * @example
 * ```ts
 * import { createCoordinator, defineStore, encrypted, type StoreDefinition } from '@everbearer/core'
 *
 * declare const rows: StoreDefinition
 * declare const key: string // node -p "crypto.randomBytes(32).toString('base64url')"
 *
 * const auth = createCoordinator({
 *   source: async () => (await fetch('/session/refresh', { method: 'POST' })).json(),
 *   origins: 'any',
 *   store: encrypted(defineStore(rows), { keys: [{ id: '2026-01', key }], name: 'shop' }),
 * })
 * ```
 * @throws {TypeError} `store` is no store, or an option is wrong; the message never shows a key
 * @throws {StoreError} the platform has no WebCrypto: a page needs a secure context
 */
export function encrypted(store: TokenStore, options: EncryptionOptions): TokenStore {
  expect(openerOf(store) !== undefined, 'store', 'a store; defineStore({ load, save }) makes one')
  expectOptions(options, ['keys', 'name', 'plain'])
  const { name, plain = 'reject' } = options
  expect(typeof name === 'string' && name.length >= 1 && name.length <= 200, 'name', 'a text of 1 to 200 characters')
  expect(plain === 'reject' || plain === 'read', 'plain', "'reject' or 'read'")
  const keys = readKeys(options.keys)
  if (globalThis.crypto?.subtle === undefined) throw new StoreError('encrypted needs WebCrypto. A page has it over HTTPS or on localhost.')
  const cipher = createRecordCipher(keys, name, plain === 'read')
  /** The newest record that this process has seen in the store. */
  let newest: StoredToken | undefined

  const { timeout, leaseWait, whenStoreIsAway } = store
  const passedOn: Record<keyof StoreOptions, unknown> = { timeout, leaseWait, whenStoreIsAway }
  const lease: StoreDefinition['lease'] = store.lease && ((signal) => store.lease?.(signal))
  const subscribe: StoreDefinition['subscribe'] = store.subscribe && ((listener) => store.subscribe?.(listener) ?? (() => {}))
  return defineStore(dropUndefined({ ...passedOn, load, save, lease, subscribe }) as StoreDefinition)

  async function load(): Promise<StoredToken | StoreReading | undefined> {
    for (let round = 0; round < mostRounds; round++) {
      // A save that ends during the read is no reason to take the record for an older one.
      const before = newest
      const { record: given, now } = readLoaded(await store.load())
      const record = await cipher.decrypt(given)
      const restored = record && before && recordToRestore(record, before)
      const isSaved = restored === undefined || (await store.save(await cipher.encrypt(restored), restored.revision - 1))
      if (!isSaved) continue
      const current = restored ?? record
      note(current)
      return now === undefined ? current : { record: current, now }
    }
    throw new StoreError('The store gave a record that is older than a record that this process has seen, and did not take the newer one.')
  }

  async function save(next: StoredToken, expected: number): Promise<boolean> {
    const isSaved = await store.save(await cipher.encrypt(next), expected)
    // Without a record in the store, counters may begin anew.
    if (isSaved && expected === 0) newest = next
    else if (isSaved) note(next)
    return isSaved
  }

  function note(record: StoredToken | undefined): void {
    if (record !== undefined && (newest === undefined || recordToRestore(record, newest) === undefined)) newest = record
  }
}
