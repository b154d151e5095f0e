import type { StoredToken } from '@everbearer/core'
import type { Sealed, Vault } from './vault.ts'

/**
 * Value for the option `tokens` of `tabStore()`: tokens are kept in IndexedDB, encrypted with AES-GCM (NIST SP 800-38D). Each save makes a
 * new key. No script can read the key, but scripts of the page can use the key. Only bundles that import `sealed` contain the encryption.
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

/** The encryption algorithm. Its nonce is constant, which is safe as each key encrypts only one text. */
const algorithm = { name: 'AES-GCM', iv: new Uint8Array(12) }
