import type { StoredToken } from '../token/stored-token.ts'

/** What a pool asks of its coordinators. */
export interface PoolMember {
  /** Ends the store subscription and stops the timer. The session continues, and reads other processes' changes at each refresh. */
  retire(): void
  /** Resolves when nothing is in progress, also in the store. */
  idle(): Promise<void>
  /** The record of the active token; undefined: there is no token. */
  readonly stored: () => StoredToken | undefined
}

/** Hides the interface for pools from users. */
export const poolMemberKey: unique symbol = Symbol('pool-member')
