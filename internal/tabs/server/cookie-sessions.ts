import { randomUUID } from 'node:crypto'
import type { GrantResponse, RequestGrant } from './grants.ts'
import type { SignIns } from './sign-ins.ts'

/** The sessions that the page's own server keeps: a cookie names the session, and the refresh token stays here. */
export interface CookieSessions {
  /** Returns the id for the cookie. */
  readonly signIn: (user: string, page: string) => Promise<string>
  readonly signOut: (id: string | undefined) => void
  /** Status and body of the session endpoint. One refresh at a time: the refresh token rotates. */
  readonly token: (id: string | undefined, page: string) => Promise<{ readonly status: number; readonly body: unknown }>
}

interface Session {
  readonly user: string
  readonly signIn: number
  refreshToken: string
  /** Ends when no refresh is in progress. */
  idle: Promise<unknown>
}

export function createCookieSessions(request: RequestGrant, signIns: SignIns): CookieSessions {
  const sessions = new Map<string, Session>()
  return {
    async signIn(user, page) {
      const { body } = await request({ grant_type: 'password', username: user, password: 'password' }, page)
      const signIn = signIns.add('obtains')
      signIns.noteTokens(body, signIn)
      const id = randomUUID()
      sessions.set(id, { user, signIn, refreshToken: body.refresh_token!, idle: Promise.resolve() })
      return id
    },
    signOut(id) {
      if (id !== undefined) sessions.delete(id)
    },
    async token(id, page) {
      const session = sessions.get(id ?? '')
      if (session === undefined) return { status: 401, body: { error: 'login_required' } }
      const refreshed = session.idle.then(() => refresh(session, page))
      session.idle = refreshed.catch(() => {})
      const { status, body } = await refreshed
      if (status !== 200) {
        sessions.delete(id!)
        return { status: 401, body: { error: body.error } }
      }
      return { status, body: { access_token: body.access_token, expires_in: body.expires_in, sub: session.user } }
    },
  }

  async function refresh(session: Session, page: string): Promise<GrantResponse> {
    const response = await request({ grant_type: 'refresh_token', refresh_token: session.refreshToken }, page)
    session.refreshToken = response.body.refresh_token ?? session.refreshToken
    signIns.noteTokens(response.body, session.signIn)
    return response
  }
}
