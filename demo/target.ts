import type { CoordinatorOptions } from '@everbearer/core'
import type { TokenWire } from './token-wire.ts'

/** What a run is aimed at. */
export interface Target extends AsyncDisposable {
  /** What is requested. */
  readonly url: string
  /** What the bare client requests, where its requests can be told apart. @default the same */
  readonly bareUrl?: string
  /** Lifetime of its access tokens, ms; undefined where it does not say. */
  readonly lifetime: number | undefined
  /** A client for one more adapter. */
  readonly enrol: () => Account
  /** How to make it fail; absent where that is out of the question. */
  readonly mishaps?: Mishaps
}

/** The system can't be used. The message is for the user: one line, no secret. */
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
