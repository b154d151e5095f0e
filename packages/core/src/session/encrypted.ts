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

/** Options of `encrypted()`. */
export interface EncryptionOptions {
  /**
   * The keys. The first key encrypts, and each key can decrypt. Add a new key at the end first, and move it to the front once every process
   * has it.
   */
  readonly keys: readonly EncryptionKey[]
  /**
   * A name that distinguishes this record from all other records that these keys encrypt, for example the client and the account. Use 1 to
   * 200 characters, and the same name in each process. A record that was saved under another name is rejected.
   */
  readonly name: string
  /**
   * The handling of records that are not encrypted. `read`: the record is used, and the next save encrypts it. Anyone who can write to the
   * store can then put another token there. Use `read` only until the first save. `reject`: such a record is a `StoreError`.
   * @default 'reject'
   */
  readonly plain?: 'reject' | 'read' | undefined
}

/** Maximum number of attempts to write a newer record over an older record before the store counts as failed. */
const mostRounds = 3

/**
 * Encrypts the records of a store by AES-256-GCM. Session id, counters, moments and claim stay readable, but a change to them is detected.
 * The claim is the note that a process presents the refresh token.
 *
 * A record that can't be decrypted is a `StoreError`, and stays unchanged. The session never gets a record that is older than the newest
 * record that this process has seen. The newer record is written over the older record. Another process's claim on the same refresh token
 * is kept. If the store does not accept the newer record, `load` rejects with a `StoreError`. A process that has just started can't
 * recognize an older record. No process can recognize whether a missing record was removed or has expired.
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
  /** The newest record that this process has loaded from the store or saved there. */
  let newest: StoredToken | undefined

  const { timeout, leaseWait, whenStoreIsAway } = store
  const passedOn: Record<keyof StoreOptions, unknown> = { timeout, leaseWait, whenStoreIsAway }
  const lease: StoreDefinition['lease'] = store.lease && ((signal) => store.lease?.(signal))
  const subscribe: StoreDefinition['subscribe'] = store.subscribe && ((listener) => store.subscribe?.(listener) ?? (() => {}))
  return defineStore(dropUndefined({ ...passedOn, load, save, lease, subscribe }) as StoreDefinition)

  async function load(): Promise<StoredToken | StoreReading | undefined> {
    for (let round = 0; round < mostRounds; round++) {
      // After a save during the read, the record would look older than it is. The comparison therefore uses the newest record before the
      // read.
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
    // If the store had no record, its counters may start again from the beginning.
    if (isSaved && expected === 0) newest = next
    else if (isSaved) note(next)
    return isSaved
  }

  function note(record: StoredToken | undefined): void {
    if (record !== undefined && (newest === undefined || recordToRestore(record, newest) === undefined)) newest = record
  }
}
