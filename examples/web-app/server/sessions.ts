// The sessions of the server: the browser has a cookie with a random id, and the server has the refresh token.
//
// One process keeps its sessions in memory. For several processes, see docs/guide/servers.md.
import { randomBytes } from 'node:crypto'
import { type Coordinator, createCoordinator, type TokenResponse } from '@everbearer/fetch'
import { refreshToken } from '@everbearer/oauth2'

export interface AuthorizationServer {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
}

/** What a login gives: the user, and the token response of the authorization server. */
export interface Login {
  readonly user: string
  readonly tokens: TokenResponse
}

export interface Sessions {
  /** Begins a session. Returns its id, the new value of the cookie. Each login gets a new id, against session fixation. */
  signIn(login: Login): Promise<string>
  /**
   * Returns a new access token, and its user. Undefined: nobody is signed in.
   *
   * @throws {EverbearerError} the session has ended, or no token can be obtained now
   */
  refresh(id: string | undefined): Promise<TokenResponse | undefined>
  /** Ends a session. */
  end(id: string | undefined): Promise<void>
}

export function createSessions(server: AuthorizationServer): Sessions {
  const sessions = new Map<string, { readonly user: string; readonly auth: Coordinator }>()

  return {
    async signIn({ user, tokens }) {
      const id = randomBytes(32).toString('base64url')
      // The page retries, so this server need not.
      const auth = createCoordinator({ source: refreshToken(server), origins: server.issuer, retries: 0 })
      await auth.setTokens(tokens)
      auth.on('session-ended', () => sessions.delete(id))
      sessions.set(id, { user, auth })
      return id
    },

    async refresh(id = '') {
      const session = sessions.get(id)
      if (session === undefined) return undefined
      const { user, auth } = session
      // The page asks because its token has expired or was rejected. Requests at the same time share one refresh.
      auth.invalidate()
      const { accessToken, issuedAt, lifetime } = await auth.getToken()
      const expires = lifetime === undefined ? {} : { expires_in: (issuedAt + lifetime - Date.now()) / 1000 }
      return { access_token: accessToken, ...expires, user }
    },

    async end(id = '') {
      await sessions.get(id)?.auth.clear()
    },
  }
}
