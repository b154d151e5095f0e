// What the server asks of the authorization server: who logs in, and whose token it is.
import type { TokenResponse } from '@everbearer/fetch'
import type { AppOptions } from './app.ts'
import type { AuthorizationServer } from './sessions.ts'

/**
 * In the place of your login library. A real server sends the browser to the authorization server, with an authorization code and PKCE.
 * The password grant is for this example alone: RFC 9700 §2.4 forbids it.
 */
export function createLogIn({ issuer, clientId, clientSecret }: AuthorizationServer): AppOptions['logIn'] {
  return async (user, password) => {
    const client = { client_id: clientId, client_secret: clientSecret }
    const body = new URLSearchParams({ grant_type: 'password', username: user, password, scope: 'openid', ...client })
    const response = await fetch(`${issuer}/token`, { method: 'POST', body })
    return response.ok ? { user, tokens: (await response.json()) as TokenResponse } : undefined
  }
}

/** Asks the userinfo endpoint, OpenID Connect Core §5.3. An API that gets JWTs checks them itself. */
export function createUserOf(issuer: string): AppOptions['userOf'] {
  return async (authorization) => {
    const response = await fetch(`${issuer}/me`, { headers: { authorization } })
    if (response.status === 401) return undefined
    if (!response.ok) throw new Error(`The userinfo endpoint responded with status ${response.status}.`)
    return ((await response.json()) as { sub: string }).sub
  }
}
