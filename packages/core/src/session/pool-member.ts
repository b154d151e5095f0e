import type { StoredToken } from '../token/stored-token.ts'

/** The functions of a coordinator that its pool calls. A pool has one coordinator for each account, such as a user. */
export interface PoolMember {
  /**
   * Ends the subscription to the store, and stops the timer for refreshes. The session continues, and reads changes of other processes only
   * when it refreshes.
   */
  retire(): void
  /**
   * Resolves when all refreshes and all writes to the store have ended. Before that, a record that the store failed to save is written once
   * more.
   */
  idle(): Promise<void>
  /** The record of the active token; undefined: there is no token. */
  readonly stored: () => StoredToken | undefined
}

/** The property of a coordinator in which a pool finds its `PoolMember`. A symbol hides this property from users. */
export const poolMemberKey: unique symbol = Symbol('pool-member')
