import type { Issued } from '../ledger.ts'
import type { Watched } from '../process-state.ts'

/** Rule `users`: a session is one user's; no token of another user is sent or set in it. */
export interface UserRule {
  check(session: object, issued: Issued, how: 'sent' | 'set'): void
  /** The logins whose tokens were sent or set in a session, oldest first. */
  loginsOf(session: object): readonly number[]
}

export function createUserRule({ ledger }: Watched): UserRule {
  const owners = new Map<object, { readonly user: string; readonly logins: Set<number> }>()
  return {
    check(session, { user, login }, how) {
      const owner = owners.get(session) ?? { user, logins: new Set() }
      owners.set(session, owner)
      if (owner.user !== user) ledger.breach('users', `a token of ${user} was ${how} in a session of ${owner.user}`)
      if (login !== undefined) owner.logins.add(login)
    },
    loginsOf: (session) => [...(owners.get(session)?.logins ?? [])],
  }
}
