import type { SessionEndReason } from '../lib/errors.ts'
import { createPresentedTokens } from '../session/presented-refresh-tokens.ts'
import { createSessionIdentity, type PresentSession } from '../session/session-identity.ts'
import type { SharedLogin } from '../session/shared-login.ts'
import { refreshOf, sessionIdOf } from '../session/state.ts'
import { isEndOfSession, isOwnSession, type StoredToken } from '../token/stored-token.ts'
import { createSpentTokens } from '../token/used-refresh-tokens.ts'
import type { AudienceMember } from './audience-member.ts'
import { withLoginOf, withoutToken } from './login-record.ts'
import type { LoginStoreListener } from './login-store.ts'

/** Links the sessions of a login's coordinators (one for each audience): these sessions begin and end together. */
export interface OneLogin {
  readonly shared: SharedLogin
  readonly listener: LoginStoreListener
  /** True while sessions end only because the session of another coordinator ended. These ends emit no second event `session-ended`. */
  readonly isFollowing: boolean
}

/**
 * Links the sessions of the coordinators of one login.
 *
 * @param members - the coordinators of the login; coordinators can be added later
 */
export function createOneLogin(members: readonly AudienceMember[]): OneLogin {
  let present: PresentSession | undefined
  let isFollowing = false
  /** For each audience, the id of the session in the record that its coordinator read or saved last. Undefined: a logout. */
  const seen = new Map<string | undefined, string | undefined>()

  return {
    shared: { identityOf, spent: createSpentTokens(), presentations: createPresentedTokens() },
    listener: { read, saved, saves: (writer, session) => void seen.set(writer, session) },
    get isFollowing() {
      return isFollowing
    },
  }

  function identityOf(number: number): PresentSession {
    if (present?.number !== number) present = linked(createSessionIdentity(number))
    return present
  }

  function linked(identity: PresentSession): PresentSession {
    const link: PresentSession = Object.assign(Object.create(identity) as PresentSession, {
      assignId(id: string) {
        const isFirst = identity.id === undefined
        identity.assignId(id)
        if (isFirst) beginAll(link, id)
      },
      end(reason: SessionEndReason, cause?: unknown) {
        identity.end(reason, cause)
        endAll(link, reason, cause)
      },
    })
    return link
  }

  /** Gives the new session and its refresh token to the other coordinators, after one coordinator has begun the session with a token. */
  function beginAll(identity: PresentSession, id: string): void {
    const first = members.find(({ session }) => sessionIdOf(session.driver.state) === id)
    const login = first?.session.stored()
    if (login === undefined) return
    for (const { audience, session } of members) {
      const { driver } = session
      if (driver.state.session.identity !== identity || sessionIdOf(driver.state) !== undefined) continue
      const refresh = refreshOf(driver.state)
      const seenSession = seen.get(audience)
      // A refresh of the same session goes on, so that its token is not requested twice. Any other refresh began before the session, and
      // begins again.
      const isSame = seenSession === id || (seenSession === undefined && isOwnSession(id))
      if (refresh !== undefined && isSame) continue
      if (refresh !== undefined) driver.dispatch({ kind: 'refresh-ended' })
      driver.dispatch({ kind: 'session-found' })
      driver.rememberRefreshToken(withoutToken(login))
      refresh?.settle({ kind: 'token' })
    }
  }

  function endAll(identity: PresentSession, reason: SessionEndReason, cause: unknown): void {
    const isFirst = !isFollowing
    isFollowing = true
    for (const { session } of members) {
      const { driver } = session
      if (driver.state.session.identity !== identity) continue
      if (reason === 'cleared' && identity.id !== undefined) driver.loggedOut.add(identity.id)
      if (reason === 'disposed') session.retire()
      driver.endSession(reason, cause)
    }
    if (!isFirst) return
    isFollowing = false
    // The coordinator that ended the session may learn the generation of the logout right after the end.
    if (reason === 'cleared') queueMicrotask(shareLogout)
  }

  /**
   * Gives the generation (the number of the record) of the latest logout to all coordinators. Each coordinator makes the id of the next
   * session from this number. So all ids are the same, even if the store fails.
   */
  function shareLogout(): void {
    const generation = Math.max(...members.map(({ session }) => session.driver.state.past.lastLogout))
    for (const { session } of members) session.driver.dispatch({ kind: 'logout-learned', generation })
  }

  /**
   * Ends the login's session if a coordinator without a token reads another session from the store. Otherwise this coordinator would begin
   * that session, while the other coordinators keep the old session.
   */
  function read(reader: string | undefined, login: StoredToken): void {
    const { session: id } = login
    seen.set(reader, isEndOfSession(login) ? undefined : id)
    const named = members.find(({ session }) => sessionIdOf(session.driver.state) !== undefined)
    const { driver } = members.find(({ audience }) => audience === reader)?.session ?? {}
    if (named === undefined || driver === undefined || sessionIdOf(driver.state) !== undefined) return
    const { driver: other } = named.session
    if (sessionIdOf(other.state) === id || other.loggedOut.has(id)) return
    if (isEndOfSession(login)) other.dispatch({ kind: 'logout-learned', generation: login.generation })
    other.endSession(isEndOfSession(login) ? 'cleared' : 'replaced')
  }

  /** Gives the saved refresh token to the other coordinators, because a refresh may have replaced their common refresh token. */
  function saved(writer: string | undefined, login: StoredToken): void {
    for (const { audience, session } of members) {
      const known = session.stored()
      if (audience !== writer && known?.session === login.session) session.driver.rememberRefreshToken(withLoginOf(login, known))
    }
  }
}
