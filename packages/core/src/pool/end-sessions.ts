import type { CoordinatorPool, CoordinatorPoolOptions, LogoutClaims } from '../session/coordinator-pool-interface.ts'
import { isConcerned, readLogout } from './logout.ts'
import type { Member } from './member.ts'
import type { Members } from './members.ts'

/** The result of one step of `end()`: the account whose session has ended, or the error. */
type Ending = { readonly account: string } | { readonly error: unknown }

/** Makes the pool's function `end()`, which ends the sessions that a logout token concerns. */
export function createEndSessions<Account>(
  members: Members<Account>,
  accountsOf: CoordinatorPoolOptions<Account>['accountsOf'],
): CoordinatorPool<Account>['end'] {
  return async (claims) => {
    const logout = readLogout(claims)
    const endings = new Map<Member, Promise<Ending>>()
    const end = (member: Member): void => {
      if (!endings.has(member)) endings.set(member, endSession(member))
    }
    for (const member of members.all()) {
      const stored = member.session.stored()
      if (stored !== undefined && isConcerned(stored.subject, member.sessionIds.current(), logout)) end(member)
    }
    const failed = await endListed(claims, end)
    const results = [...failed, ...(await Promise.all(endings.values()))]
    const errors = results.flatMap((result) => ('error' in result ? [result.error] : []))
    if (errors.length > 0)
      throw new AggregateError(errors, `end: ${errors.length} of ${results.length} steps failed; a session may not have ended`)
    return results.flatMap((result) => ('account' in result ? [result.account] : []))
  }

  /** Ends the sessions of the accounts that the option `accountsOf` returns. @returns the error of `accountsOf`, if that function failed */
  async function endListed(claims: LogoutClaims, end: (member: Member) => void): Promise<Ending[]> {
    try {
      for (const account of (await accountsOf?.(claims)) ?? []) end(members.open(account))
      return []
    } catch (error) {
      return [{ error }]
    }
  }

  /**
   * Ends the session for every process that shares the store. Never rejects. The coordinator stays in the pool in two cases. If a login
   * came meanwhile, the session of that login continues. If the store has not saved the logout, a new coordinator would find the session in
   * the store, and continue that session.
   */
  async function endSession(member: Member): Promise<Ending> {
    try {
      await member.coordinator.clear()
      if (member.session.stored() === undefined) members.remove(member, 'ended')
      return { account: member.account }
    } catch (error) {
      return { error }
    }
  }
}
