import type { Coordinator } from '../session/coordinator-interface.ts'
import { type PoolMember, poolMemberKey } from '../session/pool-member.ts'
import { createSessionIds, type SessionIds } from './session-ids.ts'

/** A coordinator in a pool. */
export interface Member {
  /** Key of the coordinator in the pool: the key of its account. */
  readonly account: string
  readonly coordinator: Coordinator
  readonly session: PoolMember
  readonly sessionIds: SessionIds
  /** When `for()` last returned the coordinator, ms of the monotonic clock. */
  lastUse: number
  /** True: the member is idle, and its release waits for work in progress. */
  isReleasing: boolean
}

/**
 * Functions without an effect, in place of a coordinator's `PoolMember` (the functions that a pool calls). They are used if a coordinator
 * has no `PoolMember`, because another copy of core or a test created the coordinator.
 */
const unknownMember: PoolMember = { retire() {}, idle: () => Promise.resolve(), stored: () => undefined }

export function createMember(account: string, coordinator: Coordinator, lastUse: number): Member {
  const { [poolMemberKey]: session = unknownMember } = coordinator as { readonly [poolMemberKey]?: PoolMember }
  return { account, coordinator, session, sessionIds: createSessionIds(session), lastUse, isReleasing: false }
}
