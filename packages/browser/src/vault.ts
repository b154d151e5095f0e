import type { StoredToken } from '@everbearer/core'

/** A record as the database holds it: without its tokens, or encrypted. */
export interface VaultContent {
  /** The record without its tokens. */
  readonly record?: StoredToken
  /** Id of the tokens, by which pages ask for the access token. Undefined: the record has no tokens. */
  readonly token?: string | undefined
  /** The whole record, encrypted. */
  readonly sealed?: Sealed
}

/** A text and its key. The key can be used and not read. */
export interface Sealed {
  readonly key: CryptoKey
  readonly data: ArrayBuffer
}

/** Where tokens live: the type of `sealed`. Called by the store. */
export interface Vault {
  /** Takes a record apart. `keep` is called once the content is saved. */
  close(record: StoredToken): Promise<{ readonly entry: VaultContent; readonly keep: () => void }>
  open(content: VaultContent): Promise<StoredToken>
  /** What another page may know of the tokens of this id. Never a refresh token. */
  reply(id: string): unknown
}
