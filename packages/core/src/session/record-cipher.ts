import { StoreError } from '../lib/errors.ts'
import {
  additionalData,
  type ClearFields,
  clearFieldsOf,
  isSealed,
  readEnvelope,
  sealedRecord,
  secretsOf,
} from '../token/encrypted-record.ts'
import type { Keyring } from '../token/encryption-keys.ts'
import { readStoredToken } from '../token/read-stored-token.ts'
import type { StoredToken } from '../token/stored-token.ts'

/** Encrypts and decrypts records by AES-256-GCM, NIST SP 800-38D. */
export interface RecordCipher {
  encrypt(record: StoredToken): Promise<StoredToken>
  /** @throws {StoreError} the record can't be decrypted; the message shows no secret */
  decrypt(value: unknown): Promise<StoredToken | undefined>
}

/** Length of a nonce, bytes: NIST SP 800-38D §8.2. */
const nonceLength = 12

/** @param readsPlain - true: records that are not encrypted are read, too; false: such records are rejected */
export function createRecordCipher(keys: Keyring, name: string, readsPlain: boolean): RecordCipher {
  return {
    async encrypt(record) {
      const clear = clearFieldsOf(record)
      const nonce = crypto.getRandomValues(new Uint8Array(nonceLength))
      const key = await keyOf(keys.firstId)
      const ciphertext = await crypto.subtle.encrypt(aesGcm(nonce, clear, keys.firstId), key, new TextEncoder().encode(secretsOf(record)))
      return sealedRecord(clear, { keyId: keys.firstId, nonce, ciphertext: new Uint8Array(ciphertext) })
    },
    async decrypt(value) {
      if (value === undefined || value === null) return undefined
      if (isSealed(value)) return decryptSealed(value)
      if (readsPlain) return readStoredToken(value)
      throw new StoreError("The store gave a record that is not encrypted. The option plain: 'read' accepts such records.")
    },
  }

  async function decryptSealed(sealed: StoredToken): Promise<StoredToken> {
    const clear = clearFieldsOf(sealed)
    const envelope = readEnvelope(sealed)
    if (envelope === undefined) throw new StoreError('The store gave an encrypted record that is damaged or of another version.')
    const { keyId, nonce, ciphertext } = envelope
    const key = await keyOf(keyId)
    try {
      const secrets = await crypto.subtle.decrypt(aesGcm(nonce, clear, keyId), key, ciphertext)
      return { ...JSON.parse(new TextDecoder().decode(secrets)), ...clear }
    } catch {
      // The error of JSON.parse would show a part of the secrets.
      const why = 'the record was changed, or was saved under another name or with another key of this id'
      throw new StoreError(`The record of the key ${JSON.stringify(keyId)} can't be decrypted: ${why}.`)
    }
  }

  async function keyOf(id: string): Promise<CryptoKey> {
    const key = keys.open(id)
    if (key === undefined) throw new StoreError(`The store gave a record of the key ${JSON.stringify(id)}, which is not among the keys.`)
    return key
  }

  function aesGcm(nonce: Uint8Array<ArrayBuffer>, clear: ClearFields, keyId: string): AesGcmParams {
    return { name: 'AES-GCM', iv: nonce, additionalData: additionalData(clear, keyId, name) }
  }
}
