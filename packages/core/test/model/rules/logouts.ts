import type { Issued } from '../ledger.ts'
import type { RecordView } from '../port.ts'
import type { Watched } from '../process-state.ts'

/** Rule `logout`: no token from before a logout is sent, shown or saved once the process knows of the logout. */
export interface LogoutRule {
  checkSent(issued: Issued, accessToken: string): void
  /** May the record be saved? To be asked when a write begins. */
  mayBeSaved(record: RecordView): boolean
  /** Is the token from before a logout that is known here? */
  isOver(accessToken: string): boolean
  /** The session with these logins is logged out here. */
  noteLogout(logins: readonly number[]): void
  /** A refresh token is set again, whose login may be an earlier one. */
  noteSet(refreshToken: string | null | undefined): void
  /** The logout of a session was found in the store. */
  noteFound(session: string): void
  /** A read of the store begins. Returns what to call at its end. */
  reading(): () => void
  /** A logout that was found is known once no read is under way. */
  learn(): void
}

export function createLogoutRule({ ledger, state, time }: Watched): LogoutRule {
  const deadLogins = new Set<number>()
  const deadSessions = new Set<string>()
  const found: string[] = []
  let reads = 0
  /** When the last logout was here, in the order of all things. */
  let lastLogout = 0

  return {
    checkSent(issued, accessToken) {
      // Which of two came first, a logout here or a token there, clocks that differ can't tell.
      const isComparable = issued.process === state || time.isCommon
      const isOlder = issued.login === undefined && issued.asked < lastLogout && isComparable
      if (isOver(accessToken) || isOlder) ledger.breach('logout', 'a token from before a logout was sent after it')
    },
    mayBeSaved: ({ session, accessToken }) => !deadSessions.has(session) && !isOfDeadLogin(accessToken),
    isOver,
    noteLogout(logins) {
      for (const login of logins) deadLogins.add(login)
      lastLogout = ledger.next()
    },
    noteSet(refreshToken) {
      const known = ledger.refreshTokens.get(refreshToken ?? '')
      if (known !== undefined) deadLogins.delete(known.login)
    },
    noteFound: (session) => void found.push(session),
    reading() {
      reads++
      return () => void reads--
    },
    learn() {
      if (reads === 0) for (const session of found.splice(0)) deadSessions.add(session)
    },
  }

  function isOver(accessToken: string): boolean {
    return isOfDeadLogin(accessToken) || deadSessions.has(ledger.sessions.get(accessToken) ?? '')
  }

  function isOfDeadLogin(accessToken: string): boolean {
    const login = ledger.tokens.get(accessToken)?.login
    return login !== undefined && deadLogins.has(login)
  }
}
