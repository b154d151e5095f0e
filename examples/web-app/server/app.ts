// The server of the page: login, logout, access tokens for the page, and the API.
import { SessionEndedError } from '@everbearer/fetch'
import { deleteCookie, getCookie, H3, type H3Event, HTTPError, redirect, setCookie } from 'h3'
import { loginPage } from './login-page.ts'
import type { Login, Sessions } from './sessions.ts'

export interface AppOptions {
  readonly sessions: Sessions
  /** In the place of a login library. Undefined: the password is wrong. */
  readonly logIn: (user: string, password: string) => Promise<Login | undefined>
  /** Whose token is in this `Authorization` header? Undefined: no good token. */
  readonly userOf: (authorization: string) => Promise<string | undefined>
}

/** No script reads the cookie, no other site sends it along, and no other host can set it. */
const cookieName = '__Host-sid'
const cookieOptions = { path: '/', secure: true, httpOnly: true, sameSite: 'strict' } as const

export function createApp({ sessions, logIn, userOf }: AppOptions): H3 {
  return new H3()
    .get('/login', () => loginPage())
    .post('/login', async (event) => {
      expectOwnPage(event)
      const form = new URLSearchParams(await event.req.text())
      const login = await logIn(form.get('user') ?? '', form.get('password') ?? '')
      if (login === undefined) return loginPage('User or password is wrong.')
      await sessions.end(getCookie(event, cookieName))
      setCookie(event, cookieName, await sessions.signIn(login), cookieOptions)
      return redirect('/?signed-in', 303)
    })
    .post('/logout', async (event) => {
      expectOwnPage(event)
      await sessions.end(getCookie(event, cookieName))
      deleteCookie(event, cookieName, cookieOptions)
      return new Response(null, { status: 204 })
    })
    .post('/session/token', async (event) => {
      expectOwnPage(event)
      // No page of another origin can send this header without the consent of this server.
      if (event.req.headers.get('everbearer-request') !== 'token') throw new HTTPError({ status: 403 })
      event.res.headers.set('cache-control', 'no-store')
      const tokens = await sessions.refresh(getCookie(event, cookieName)).catch(undefinedAfterEnd)
      if (tokens === undefined) event.res.status = 401
      return tokens ?? null
    })
    .get('/api/profile', async (event) => ({ user: await signedInUser(event) }))
    .get('/api/orders', async (event) => {
      const user = await signedInUser(event)
      return ['apples', 'pears'].map((item, index) => ({ id: index + 1, item: `${item} for ${user}` }))
    })

  async function signedInUser({ req }: H3Event): Promise<string> {
    const user = await userOf(req.headers.get('authorization') ?? '')
    // RFC 6750 §3.1: the page gets a new token for this challenge.
    if (user === undefined) throw new HTTPError({ status: 401, headers: { 'www-authenticate': 'Bearer error="invalid_token"' } })
    return user
  }
}

/** Browsers say with each request whose page has sent it: W3C Fetch Metadata. */
function expectOwnPage({ req }: H3Event): void {
  if (req.headers.get('sec-fetch-site') !== 'same-origin') throw new HTTPError({ status: 403 })
}

/** Any other error is a 503: the page tries again. */
function undefinedAfterEnd(error: unknown): undefined {
  if (!(error instanceof SessionEndedError)) throw new HTTPError({ status: 503, cause: error })
}
