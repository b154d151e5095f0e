import type { StoredToken } from '@everbearer/core'
import type { Sealed, Vault } from './vault.ts'

/**
 * The value of the option `tokens` that keeps tokens in IndexedDB, encrypted with AES-GCM (NIST SP 800-38D). Each save makes a key. No
 * script can read the key, but scripts of the page can use it. A page without this import does not ship the encryption.
 *
 * @example
 * ```ts
 * import { sealed, tabStore } from '@everbearer/browser'
 *
 * export const store = tabStore({ name: 'my-app', tokens: sealed })
 * ```
 */
export const sealed: Vault = {
  async close(record) {
    const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
    const text = new TextEncoder().encode(JSON.stringify(record))
    return { entry: { sealed: { key, data: await crypto.subtle.encrypt(algorithm, key, text) } }, keep() {} }
  },

  async open(content): Promise<StoredToken> {
    const { key, data } = content.sealed as Sealed
    return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(algorithm, key, data)))
  },
  reply: () => undefined,
}

/** A key encrypts one text only, so that its nonce may be constant. */
const algorithm = { name: 'AES-GCM', iv: new Uint8Array(12) }
