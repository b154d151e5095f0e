import type { Awaited } from './pending.ts'

/** What can be configured of the world that a schedule runs in. */
export interface WorldOptions {
  /** Has the source credentials of its own? */
  readonly canObtain: boolean
  /** Do responses say whose tokens they are? */
  readonly hasSubjects: boolean
  /** Does the server give a new refresh token for each that it takes? */
  readonly rotates: boolean
  readonly hasInitial: boolean
  readonly proactive: boolean
  /** Do requests go out without a token before any session, and does the server say at times that nobody is signed in? */
  readonly sendsBeforeSignIn: boolean
  readonly processes: 1 | 2 | 3
  /** Does the store answer late, and in any order? */
  readonly slowStore: boolean
  /** Does it fail, lose confirmations, give nulls and garbage? */
  readonly faultyStore: boolean
  /** Is a refresh token presented without a claim while the store is away? */
  readonly goesOn: boolean
  readonly hasLease: boolean
  readonly hasSubscribe: boolean
  /** Do the processes have stores of their own, and share their refresh token by a family? */
  readonly sharesRefreshToken: boolean
  /** How far the processes' wall clocks are apart, ms. */
  readonly skew: number
}

/** What a schedule has come to. */
export interface WorldState {
  /** What waits for an answer, oldest first. */
  readonly awaited: readonly Awaited[]
  /** The requests of each process that were sent and can be answered. */
  readonly answerable: readonly (readonly number[])[]
}
