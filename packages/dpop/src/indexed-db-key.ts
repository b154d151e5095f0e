import { expect, expectOptions } from '@everbearer/core/adapter'
import { generateKeyPair, type KeyPair } from 'dpop'
import { type DpopAlgorithm, expectAlgorithm, onceMade } from './algorithms.ts'
import { createDpopKey, type DpopKey } from './create-dpop-key.ts'

/** Options of `indexedDbKey()`. */
export interface IndexedDbKeyOptions {
  /** Name of the key in the origin's database, such as the client id. Pages of one session use the same name. @default 'default' */
  readonly name?: string | undefined
  /** Algorithm that signs proofs. Another algorithm has another key. @default 'ES256' */
  readonly algorithm?: DpopAlgorithm | undefined
}

const database = 'everbearer-dpop'
const objectStore = 'keys'

/**
 * Returns a DPoP key that is stored in the IndexedDB of the page's origin. Pages and workers of the origin share the key, also after a
 * reload. The private key is non-extractable: a script in the page can use the key, but can't read the key.
 *
 * The first use reads the key, or creates a key if the database has no key. If the browser blocks IndexedDB, as in a sandboxed iframe,
 * token requests fail.
 *
 * @throws {TypeError} an option is wrong, or the platform has no WebCrypto or no IndexedDB
 *
 * @example
 * ```ts
 * import { createCoordinator } from '@everbearer/core'
 * import { indexedDbKey } from '@everbearer/dpop'
 * import { refreshToken } from '@everbearer/oauth2'
 *
 * const keyBinding = indexedDbKey({ name: 'my-app' })
 * const auth = createCoordinator({
 *   source: refreshToken({ issuer: 'https://auth.example.com', clientId: 'my-app', keyBinding }),
 *   origins: ['https://api.example.com'],
 * })
 * ```
 */
export function indexedDbKey(options: IndexedDbKeyOptions = {}): DpopKey {
  expectOptions(options, ['name', 'algorithm'])
  const { name = 'default', algorithm = 'ES256' } = options
  expect(typeof name === 'string' && name !== '', 'name', 'a text that is not empty')
  expectAlgorithm(algorithm)
  if (globalThis.indexedDB === undefined)
    throw new TypeError('indexedDbKey needs IndexedDB, which browsers have. Elsewhere, use dpopKey().')
  return createDpopKey(onceMade(() => sharedKeyPair([name, algorithm], algorithm)))
}

/** Returns the key pair that all pages share. If two pages make a key at the same time, both use the key that was stored first. */
async function sharedKeyPair(id: string[], algorithm: DpopAlgorithm): Promise<KeyPair> {
  const connection = await open()
  try {
    const known = await keyIn(connection, id)
    if (known !== undefined) return known
    // A transaction would end while the key is made, so the key is made before the transaction begins.
    return await keyIn(connection, id, await generateKeyPair(algorithm))
  } finally {
    connection.close()
  }
}

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(database, 1)
  request.addEventListener('upgradeneeded', () => void request.result.createObjectStore(objectStore))
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error))
  })
}

function keyIn(connection: IDBDatabase, id: string[], made: KeyPair): Promise<KeyPair>
function keyIn(connection: IDBDatabase, id: string[]): Promise<KeyPair | undefined>
/** Reads the key from the database. @param made - the key that is added if the database has no key yet */
function keyIn(connection: IDBDatabase, id: string[], made?: KeyPair): Promise<KeyPair | undefined> {
  return new Promise((resolve, reject) => {
    const transaction = connection.transaction(objectStore, made === undefined ? 'readonly' : 'readwrite')
    const keys = transaction.objectStore(objectStore)
    const request: IDBRequest<KeyPair | undefined> = keys.get(id)
    let found: KeyPair | undefined
    request.addEventListener('success', () => {
      found = request.result ?? made
      if (request.result === undefined && made !== undefined) keys.add(made, id)
    })
    transaction.addEventListener('complete', () => resolve(found))
    transaction.addEventListener('abort', () => reject(transaction.error))
  })
}
