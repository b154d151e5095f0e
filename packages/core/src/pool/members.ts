import type { Coordinator } from '../session/coordinator-interface.ts'
import type { EvictReason } from '../session/coordinator-pool-interface.ts'
import { callListener } from '../lib/call-listener.ts'
import type { AccountEvents } from './account-events.ts'
import { createMember, type Member } from './member.ts'

/** The coordinators of a pool, by the keys of their accounts. */
export interface Members<Account> {
  readonly size: number
  /** Returns all members. The least recently used member comes first. */
  all(): Iterable<Member>
  /** Returns the member of an account. Undefined: the account has no member. */
  get(account: Account): Member | undefined
  /** Returns the member of an account, and creates the coordinator if the account has no member. */
  open(account: Account): Member
  /** Notes that `for()` returns this member, so that it becomes the most recently used member. */
  use(member: Member): void
  /**
   * Removes a member, if the pool still has it. The reasons `deleted` and `disposed` dispose the coordinator. After any other reason, the
   * coordinator still works for the callers that hold it.
   */
  remove(member: Member, reason: EvictReason): void
  /** Resolves when the coordinators that left the pool have finished and saved their work in progress. */
  settled(): Promise<void>
}

export interface MembersOptions<Account> {
  readonly keyOf: (account: Account) => string
  readonly create: (account: Account) => Coordinator
  readonly events: AccountEvents
  /** Returns the current time, ms of a monotonic clock. */
  readonly now: () => number
  readonly onEvict: ((account: string, reason: EvictReason) => unknown) | undefined
}

export function createMembers<Account>({ keyOf, create, events, now, onEvict }: MembersOptions<Account>): Members<Account> {
  const members = new Map<string, Member>()
  /** The work in progress of coordinators that left the pool. */
  const underWay = new Set<Promise<void>>()

  return {
    get size() {
      return members.size
    },
    all: () => members.values(),
    get: (account) => members.get(checkedKey(keyOf(account))),
    open(account) {
      const key = checkedKey(keyOf(account))
      return members.get(key) ?? join(key, create(account))
    },
    use(member) {
      member.lastUse = now()
      members.delete(member.account)
      members.set(member.account, member)
    },
    remove(member, reason) {
      const { account, coordinator, session } = member
      if (members.get(account) !== member) return
      members.delete(account)
      if (reason === 'deleted' || reason === 'disposed') coordinator.dispose()
      // This ends the subscription to the store, so only callers keep the coordinator in memory.
      session.retire()
      events.leave(coordinator)
      const idle = session.idle()
      underWay.add(idle)
      void idle.then(() => underWay.delete(idle))
      if (onEvict !== undefined) callListener(() => onEvict(account, reason), undefined)
    },
    async settled() {
      await Promise.all(underWay)
    },
  }

  function join(account: string, coordinator: Coordinator): Member {
    const member = createMember(account, coordinator, now())
    members.set(account, member)
    for (const name of ['tokens-set', 'refresh'] as const) coordinator.on(name, () => member.sessionIds.note())
    events.join(account, coordinator)
    return member
  }
}

/**
 * Checks the key of an account, and returns the key. Accounts without a key would all share one token.
 *
 * @throws {TypeError} the key is no string, or is empty
 */
function checkedKey(key: string): string {
  if (typeof key !== 'string' || key === '') throw new TypeError('keyOf: expected it to give a string that is not empty')
  return key
}
