import type { Coordinator } from '../session/coordinator-interface.ts'
import { type PoolMember, poolMemberKey } from '../session/pool-member.ts'
import { createSessionIds, type SessionIds } from './session-ids.ts'

/** A coordinator in a pool. */
export interface Member {
  /** The key of its account. */
  readonly account: string
  readonly coordinator: Coordinator
  readonly session: PoolMember
  readonly sessionIds: SessionIds
  /** When `for()` last returned the coordinator, ms of the monotonic clock. */
  lastUse: number
  /** Does a release for idleness wait for work in progress? */
  isReleasing: boolean
}

/** What a pool knows of a coordinator that another copy of core created, or that a test made. */
const unknownMember: PoolMember = { retire() {}, idle: () => Promise.resolve(), stored: () => undefined }

export function createMember(account: string, coordinator: Coordinator, lastUse: number): Member {
  const { [poolMemberKey]: session = unknownMember } = coordinator as { readonly [poolMemberKey]?: PoolMember }
  return { account, coordinator, session, sessionIds: createSessionIds(session), lastUse, isReleasing: false }
}
