import type { StoredToken } from '../token/stored-token.ts'

/** The functions that a pool needs from its coordinators. */
export interface PoolMember {
  /** Ends the store subscription and stops the timer. The session continues, and finds the changes of other processes at each refresh. */
  retire(): void
  /** Resolves when nothing is in progress, also in the store. */
  idle(): Promise<void>
  /** The record of the active token; undefined: there is no token. */
  readonly stored: () => StoredToken | undefined
}

/** The key of the interface for pools. A symbol hides this interface from users. */
export const poolMemberKey: unique symbol = Symbol('pool-member')
