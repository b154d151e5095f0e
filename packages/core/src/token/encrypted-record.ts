import { fromBase64url, toBase64url } from '../lib/base64url.ts'
import { readStoredToken } from './read-stored-token.ts'
import type { StoredToken } from './stored-token.ts'

/** The version of the envelope that this package reads and writes. */
const envelopeVersion = 1
const envelopePattern = /^1\.([\w-]{1,32})\.([\w-]{16})\.([\w-]+)$/

/**
 * The access token of an encrypted record. The space makes the value unusable: a process that opens the store without `encrypted` gets a
 * `StoreError`, and neither sends the value nor overwrites the record.
 */
const encryptedMark = 'encrypted record'

/** The fields that stay readable: what a store compares, or needs to let a record expire. All other fields are secret. */
export type ClearFields = Pick<
  StoredToken,
  'version' | 'revision' | 'session' | 'sessionStart' | 'generation' | 'loggedOut' | 'issuedAt' | 'lifetime' | 'refreshExpiresAt' | 'claim'
>

/** In the order of the additional data. */
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

/** Which key encrypted a record, and the result. */
export interface Envelope {
  readonly keyId: string
  /** 96 random bits that no other record has. */
  readonly nonce: Uint8Array<ArrayBuffer>
  /** The secret fields as encrypted JSON, with the tag. */
  readonly ciphertext: Uint8Array<ArrayBuffer>
}

/**
 * Reads the clear fields, whatever types the columns of the store have. Other fields of the record are not authenticated, and are dropped.
 *
 * @throws {StoreError} a field is wrong; the message names the field, never its value
 */
export function clearFieldsOf(record: StoredToken): ClearFields {
  const clear = Object.fromEntries(clearNames.map((name) => [name, record[name]]))
  const { accessToken: _none, fields: _empty, ...read } = readStoredToken({ ...clear, accessToken: '' }) as StoredToken
  return read
}

/** All fields that are not clear, as JSON. */
export function secretsOf(record: StoredToken): string {
  const clear: readonly string[] = clearNames
  return JSON.stringify(Object.fromEntries(Object.entries(record).filter(([name]) => !clear.includes(name))))
}

/** What the tag authenticates beside the secret fields. JSON of a list: no two lists have the same text. */
export function additionalData(clear: ClearFields, keyId: string, name: string): Uint8Array<ArrayBuffer> {
  const { claim } = clear
  const claimed = claim && [claim.owner, claim.attempt, claim.at, claim.until]
  const values = clearNames.map((field) => (field === 'claim' ? claimed : clear[field]))
  return new TextEncoder().encode(JSON.stringify(['everbearer', envelopeVersion, keyId, name, ...values]))
}

/** The record for the store. */
export function sealedRecord(clear: ClearFields, { keyId, nonce, ciphertext }: Envelope): StoredToken {
  const encrypted = [envelopeVersion, keyId, toBase64url(nonce), toBase64url(ciphertext)].join('.')
  return { ...clear, accessToken: encryptedMark, fields: { encrypted } }
}

/** Has the record an envelope? */
export function isSealed(value: unknown): value is StoredToken {
  return (value as StoredToken).accessToken === encryptedMark
}

/** Undefined if the record's envelope can't be read, or has another version. */
export function readEnvelope({ fields }: StoredToken): Envelope | undefined {
  const text = (fields as StoredToken['fields'] | null | undefined)?.['encrypted']
  const [, keyId, nonce = '', ciphertext = ''] = (typeof text === 'string' && envelopePattern.exec(text)) || []
  const bytes = { nonce: fromBase64url(nonce), ciphertext: fromBase64url(ciphertext) }
  if (keyId === undefined || bytes.nonce === undefined || bytes.ciphertext === undefined) return undefined
  return { keyId, nonce: bytes.nonce, ciphertext: bytes.ciphertext }
}
