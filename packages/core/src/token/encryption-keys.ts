import { fromBase64url, toBase64url } from '../lib/base64url.ts'
import { expectKnown } from '../lib/expect-known.ts'
import { expect } from '../lib/option-checks.ts'

/** A key for `encrypted()`. */
export interface EncryptionKey {
  /** Name of the key: 1 to 32 letters, digits, `-` or `_`. Each record that the key encrypts has this name in clear text. */
  readonly id: string
  /** The key: 32 random bytes, as a `Uint8Array` or as base64url text; or a `CryptoKey` for AES-GCM with 256 bits. A secret. */
  readonly key: Uint8Array | string | CryptoKey
}

/** Keys that `readKeys` has checked. */
export interface Keyring {
  /** Id of the key that encrypts. */
  readonly firstId: string
  /** Returns the key with this id. Undefined: no key has this id. */
  readonly open: (id: string) => Promise<CryptoKey> | undefined
}

type OpenKey = () => Promise<CryptoKey>

const idPattern = /^[\w-]{1,32}$/
const keyLength = 32
/** Minimum number of different bytes in a key. Random keys have about 30. A key of zeros is a mistake. */
const fewestDifferent = 8

/**
 * Checks the keys of `encrypted()`, and returns a keyring. The first key encrypts; all keys can decrypt.
 *
 * @throws {TypeError} a key or an id can't be used; the message never shows a key or an id
 */
export function readKeys(keys: readonly EncryptionKey[]): Keyring {
  expect(Array.isArray(keys) && keys.length > 0, 'keys', 'a list with at least one { id, key }')
  const ring = new Map<string, OpenKey>()
  for (const [index, given] of keys.entries()) {
    const at = `keys[${index}]`
    expect(typeof given === 'object' && given !== null, at, 'an object { id, key }')
    expectKnown(`option of ${at}`, Object.keys(given), ['id', 'key'])
    // An id is always shorter than a key. So a key that was given as an id by mistake does not reach the store.
    expect(typeof given.id === 'string' && idPattern.test(given.id), `${at}.id`, '1 to 32 letters, digits, "-" or "_"')
    expect(!ring.has(given.id), `${at}.id`, 'an id that no other key has')
    ring.set(given.id, readKey(`${at}.key`, given.key, index === 0 ? ['encrypt', 'decrypt'] : ['decrypt']))
  }
  return { firstId: keys[0]?.id ?? '', open: (id) => ring.get(id)?.() }
}

function readKey(name: string, key: unknown, usages: readonly KeyUsage[]): OpenKey {
  if (isOfClass(key, 'CryptoKey')) {
    expect(isUsable(key, usages), name, `a CryptoKey for AES-GCM with 256 bits, and with the usages ${usages.join(' and ')}`)
    return async () => key
  }
  const bytes = typeof key === 'string' ? bytesOf(key) : isOfClass(key, 'Uint8Array') ? new Uint8Array(key) : undefined
  expect(
    bytes !== undefined && bytes.length === keyLength && new Set(bytes).size >= fewestDifferent,
    name,
    '32 random bytes as a Uint8Array or base64url text, or a CryptoKey; a passphrase is too weak: it can be guessed from one record',
  )
  let imported: CryptoKey | undefined
  // The key is kept, not its promise. On some platforms, only the request that made a promise can use that promise.
  return async () => (imported ??= await crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']))
}

/**
 * Reads the bytes of a key from base64url or base64. Undefined: the bytes, encoded again, differ from the text, so the text is mistyped or
 * a passphrase.
 */
function bytesOf(text: string): Uint8Array<ArrayBuffer> | undefined {
  const bytes = fromBase64url(text)
  const written = text.replaceAll('+', '-').replaceAll('/', '_').replace(/=$/, '')
  return bytes !== undefined && toBase64url(bytes) === written ? bytes : undefined
}

function isUsable({ algorithm, usages }: CryptoKey, needed: readonly KeyUsage[]): boolean {
  const { name, length } = algorithm as AesKeyAlgorithm
  return name === 'AES-GCM' && length === 8 * keyLength && needed.every((usage) => usages.includes(usage))
}

/** Checks whether the value is an object of this class, from any realm. */
function isOfClass<Name extends keyof KeyClasses>(value: unknown, name: Name): value is KeyClasses[Name] {
  return Object.prototype.toString.call(value) === `[object ${name}]`
}

interface KeyClasses {
  readonly CryptoKey: CryptoKey
  readonly Uint8Array: Uint8Array
}
