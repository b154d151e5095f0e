// A server's own pages with h3 2, the server of Nitro. In Nitro, each route is a file with the same handler.
import { withBearer } from '@everbearer/fetch'
import { deleteCookie, getCookie, H3, HTTPError, setCookie } from 'h3'
import { type LogoutTokenOptions, readLogoutToken } from './logout-token.ts'
import { cookieName, cookieOptions, type Login, type Sessions } from './sessions.ts'

export interface PagesOptions {
  readonly sessions: Sessions
  readonly api: string
  readonly logout: LogoutTokenOptions
  /** The callback of your login library. */
  readonly logIn: (request: Request) => Promise<Login>
}

export function createH3Pages({ sessions, api, logout, logIn }: PagesOptions): H3 {
  const fetchApi = withBearer(fetch, sessions.pool)

  return new H3()
    .get('/callback', async (event) => {
      setCookie(event, cookieName, await sessions.signIn(await logIn(event.req)), cookieOptions)
      return { signedIn: true }
    })
    .get('/orders', async (event) => {
      const bearer = sessions.authOf(getCookie(event, cookieName))
      if (bearer === undefined) throw new HTTPError({ status: 401 })
      const response = await fetchApi(`${api}/orders`, { bearer }).catch(asUnauthorized)
      return { status: response.status }
    })
    .post('/logout', async (event) => {
      await sessions.end(getCookie(event, cookieName))
      deleteCookie(event, cookieName, cookieOptions)
      return { signedIn: false }
    })
    .post('/backchannel-logout', async (event) => {
      const form = new URLSearchParams(await event.req.text())
      const claims = await readLogoutToken(form.get('logout_token') ?? '', logout).catch(() => undefined)
      if (claims !== undefined) await sessions.pool.end(claims)
      return new Response(null, { status: claims === undefined ? 400 : 200, headers: { 'cache-control': 'no-store' } })
    })
}

/** A session that has ended is a 401 for the browser. */
function asUnauthorized(error: unknown): never {
  if ((error as { code?: unknown }).code === 'ERR_SESSION_ENDED') throw new HTTPError({ status: 401 })
  throw error
}
