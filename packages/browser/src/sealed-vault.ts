import type { StoredToken } from '@everbearer/core'
import type { Sealed, Vault } from './vault.ts'

/** Keeps the record in the database, encrypted with AES-GCM (NIST SP 800-38D). Each save makes a key, which no script can read. */
export const sealedVault: Vault = {
  async close(record) {
    const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
    const text = new TextEncoder().encode(JSON.stringify(record))
    return { entry: { sealed: { key, data: await crypto.subtle.encrypt(algorithm, key, text) } }, keep() {} }
  },

  async open({ sealed }): Promise<StoredToken> {
    const { key, data } = sealed as Sealed
    return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(algorithm, key, data)))
  },
  reply: () => undefined,
}

/** A key encrypts one text only, so that its nonce may be constant. */
const algorithm = { name: 'AES-GCM', iv: new Uint8Array(12) }
