import type { StoredToken } from '../token/stored-token.ts'

/** What a pool asks of its coordinators. */
export interface PoolMember {
  /** Ends the store subscription and stops the timer, but not the service. */
  retire(): void
  /** Resolves when nothing is in progress, also in the store. */
  idle(): Promise<void>
  /** The record of the present session; undefined: no token is in memory. */
  stored(): StoredToken | undefined
}

/** Hides the interface for pools from users. */
export const poolMemberKey: unique symbol = Symbol('pool-member')
