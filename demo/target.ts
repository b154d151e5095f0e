import type { CoordinatorOptions } from '@everbearer/core'

/** What a run is aimed at. */
export interface Target extends AsyncDisposable {
  /** What is requested. */
  readonly url: string
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
}

export interface TokenCounts {
  readonly answered: number
  readonly failed: number
}

export interface Mishaps {
  /** Revokes every access token. */
  readonly revoke: () => void
  /** The token endpoint answers 503 for `length` ms, from each client's next request on. */
  readonly failTokenEndpoint: (length: number) => void
}
