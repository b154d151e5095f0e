import type { StoredToken } from '@everbearer/core'

/**
 * A record in the form that is kept in the database. With the option `tokens: 'memory'`, the fields are `record` and `token`. With
 * `tokens: sealed`, the field is `sealed`.
 */
export interface VaultContent {
  /** The record without its tokens. */
  readonly record?: StoredToken
  /** Id of the tokens. Pages use the id to ask for the access token. Undefined: the record has no tokens, or is encrypted. */
  readonly token?: string | undefined
  /** The whole record, encrypted. */
  readonly sealed?: Sealed
}

/** An encrypted text and its key. Scripts can use the key, but can't read it. */
export interface Sealed {
  readonly key: CryptoKey
  readonly data: ArrayBuffer
}

/** Object that keeps the tokens of a store: the type of `sealed`. Only the store calls its methods. */
export interface Vault {
  /** Converts a record to the content for the database. The store calls `keep` when the content is saved. */
  close(record: StoredToken): Promise<{ readonly entry: VaultContent; readonly keep: () => void }>
  /** Converts the content to a record. With `tokens: 'memory'`, the record has only the tokens that a page can provide. */
  open(content: VaultContent): Promise<StoredToken>
  /** Returns the reply to a page that asks for the tokens of this id. The reply never contains a refresh token. Undefined: no reply. */
  reply(id: string): unknown
}
