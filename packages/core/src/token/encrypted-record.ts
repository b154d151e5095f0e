import { fromBase64url, toBase64url } from '../lib/base64url.ts'
import { readStoredToken } from './read-stored-token.ts'
import type { StoredToken } from './stored-token.ts'

/** The version of the envelope (the encrypted fields as text) that this package reads and writes. */
const envelopeVersion = 1
const envelopePattern = /^1\.([\w-]{1,32})\.([\w-]{16})\.([\w-]+)$/

/**
 * The text in the field `accessToken` of an encrypted record. The space makes the value an invalid token: a process that opens the store
 * without `encrypted` gets a `StoreError`. That process neither sends the value nor overwrites the record.
 */
const encryptedMark = 'encrypted record'

/** The fields that are not encrypted: a store compares them, or needs them to let a record expire. All other fields are encrypted. */
export type ClearFields = Pick<
  StoredToken,
  'version' | 'revision' | 'session' | 'sessionStart' | 'generation' | 'loggedOut' | 'issuedAt' | 'lifetime' | 'refreshExpiresAt' | 'claim'
>

/** The names of the fields that are not encrypted, in the order in which `additionalData` uses them. */
const clearNames: readonly (keyof ClearFields)[] = [
  'version',
  'revision',
  'session',
  'sessionStart',
  'generation',
  'loggedOut',
  'issuedAt',
  'lifetime',
  'refreshExpiresAt',
  'claim',
]

/** The encrypted fields of a record, and the id of the key that encrypted them. */
export interface Envelope {
  readonly keyId: string
  /** 96 random bits that no other record has. */
  readonly nonce: Uint8Array<ArrayBuffer>
  /** The secret fields as encrypted JSON, with the authentication tag of AES-GCM. */
  readonly ciphertext: Uint8Array<ArrayBuffer>
}

/**
 * Reads the fields of an encrypted record that are in clear text. The store's columns may have other types, such as bigint. All other
 * fields are dropped, because the authentication tag does not protect them.
 *
 * @throws {StoreError} a field is wrong; the message names the field, never its value
 */
export function clearFieldsOf(record: StoredToken): ClearFields {
  const clear = Object.fromEntries(clearNames.map((name) => [name, record[name]]))
  const { accessToken: _none, fields: _empty, ...read } = readStoredToken({ ...clear, accessToken: '' }) as StoredToken
  return read
}

/** Returns the fields of a record that must be encrypted, as JSON: all fields except the clear fields. */
export function secretsOf(record: StoredToken): string {
  const clear: readonly string[] = clearNames
  return JSON.stringify(Object.fromEntries(Object.entries(record).filter(([name]) => !clear.includes(name))))
}

/**
 * Returns the additional data of AES-GCM: clear values that the authentication tag protects together with the secret fields. The data is a
 * list as JSON, because different lists never have the same JSON.
 */
export function additionalData(clear: ClearFields, keyId: string, name: string): Uint8Array<ArrayBuffer> {
  const { claim } = clear
  const claimed = claim && [claim.owner, claim.attempt, claim.at, claim.until]
  const values = clearNames.map((field) => (field === 'claim' ? claimed : clear[field]))
  return new TextEncoder().encode(JSON.stringify(['everbearer', envelopeVersion, keyId, name, ...values]))
}

/** Makes the encrypted record for the store: the clear fields, and the envelope as one text in `fields`. */
export function sealedRecord(clear: ClearFields, { keyId, nonce, ciphertext }: Envelope): StoredToken {
  const encrypted = [envelopeVersion, keyId, toBase64url(nonce), toBase64url(ciphertext)].join('.')
  return { ...clear, accessToken: encryptedMark, fields: { encrypted } }
}

/** Checks whether the record is encrypted. */
export function isSealed(value: unknown): value is StoredToken {
  return (value as StoredToken).accessToken === encryptedMark
}

/** Reads the envelope (encrypted fields and id of their key) of a record. Undefined: the envelope can't be read, or has another version. */
export function readEnvelope({ fields }: StoredToken): Envelope | undefined {
  const text = (fields as StoredToken['fields'] | null | undefined)?.['encrypted']
  const [, keyId, nonce = '', ciphertext = ''] = (typeof text === 'string' && envelopePattern.exec(text)) || []
  const bytes = { nonce: fromBase64url(nonce), ciphertext: fromBase64url(ciphertext) }
  if (keyId === undefined || bytes.nonce === undefined || bytes.ciphertext === undefined) return undefined
  return { keyId, nonce: bytes.nonce, ciphertext: bytes.ciphertext }
}
