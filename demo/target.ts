import type { CoordinatorOptions } from '@everbearer/core'
import type { TokenWire } from './token-wire.ts'

/** The system that a run sends requests to. */
export interface Target extends AsyncDisposable {
  /** The URL of the requests. */
  readonly url: string
  /** The URL of the bare client's requests, so that they can be counted apart. @default the same */
  readonly bareUrl?: string
  /** Lifetime of the access tokens, ms; undefined if unknown. */
  readonly lifetime: number | undefined
  /** Makes a client for one more adapter. */
  readonly enrol: () => Account
  /** Makes the system fail; absent for a real system. */
  readonly mishaps?: Mishaps
}

/** The system can't be used. The message is one line for the user, without a secret. */
export class UnusableTargetError extends Error {}

/** One adapter's standing with the authorization server. */
interface Account {
  readonly options: CoordinatorOptions
  /** What the token endpoint counted; absent where it can't be asked. */
  readonly tokenCounts?: () => TokenCounts
  /** How to revoke its tokens; absent where that is out of the question. */
  readonly revocable?: Revocable
}

/** One adapter's tokens can be revoked. */
export interface Revocable {
  /** Revokes each access token issued to the adapter so far. */
  readonly revoke: () => void
  /** From now on: has the API refused a request that the adapter sent through Everbearer? */
  readonly watchRejections: () => () => boolean
  readonly wire: TokenWire
}

export interface TokenCounts {
  readonly issued: number
  readonly failed: number
}

export interface Mishaps {
  /** The token endpoint answers 503 for `length` ms, from each client's next request on. */
  readonly failTokenEndpoint: (length: number) => void
}
