// A server's own pages with Next.js: each function is a route handler, `export const { GET } = …` in its `route.ts`.
//
// Next.js sets no cookie while it renders. Nothing here needs that: a refresh changes the store, and the cookie stays the same. So a Server
// Component may send requests, too, with `(await cookies()).get(cookieName)?.value`.
import { SessionEndedError, withBearer } from '@everbearer/fetch'
import { parseCookie, stringifySetCookie } from 'cookie'
import { type LogoutTokenOptions, readLogoutToken } from './logout-token.ts'
import { cookieName, cookieOptions, type Login, type Sessions } from './sessions.ts'

export type RouteHandler = (request: Request) => Promise<Response>

export interface NextPagesOptions {
  readonly sessions: Sessions
  readonly api: string
  readonly logout: LogoutTokenOptions
  /** The callback of your login library. */
  readonly logIn: (request: Request) => Promise<Login>
}

export interface NextPages {
  /** `app/callback/route.ts` */
  readonly callback: { readonly GET: RouteHandler }
  /** `app/orders/route.ts` */
  readonly orders: { readonly GET: RouteHandler }
  /** `app/logout/route.ts` */
  readonly logout: { readonly POST: RouteHandler }
  /** `app/backchannel-logout/route.ts` */
  readonly backChannelLogout: { readonly POST: RouteHandler }
}

export function createNextPages({ sessions, api, logout, logIn }: NextPagesOptions): NextPages {
  const fetchApi = withBearer(fetch, sessions.pool)

  return {
    callback: {
      async GET(request) {
        const cookie = stringifySetCookie({ name: cookieName, value: await sessions.signIn(await logIn(request)), ...cookieOptions })
        return Response.json({ signedIn: true }, { headers: { 'set-cookie': cookie } })
      },
    },
    orders: {
      async GET(request) {
        const bearer = sessions.authOf(sidOf(request))
        if (bearer === undefined) return new Response(null, { status: 401 })
        try {
          // Next.js may share the responses of GET requests between users. A response to a token belongs to one user.
          const { status } = await fetchApi(`${api}/orders`, { bearer, cache: 'no-store' })
          return Response.json({ status })
        } catch (error) {
          if (error instanceof SessionEndedError) return new Response(null, { status: 401 })
          throw error
        }
      },
    },
    logout: {
      async POST(request) {
        await sessions.end(sidOf(request))
        const cookie = stringifySetCookie({ name: cookieName, value: '', ...cookieOptions, maxAge: 0 })
        return Response.json({ signedIn: false }, { headers: { 'set-cookie': cookie } })
      },
    },
    backChannelLogout: {
      async POST(request) {
        const token = new URLSearchParams(await request.text()).get('logout_token') ?? ''
        const claims = await readLogoutToken(token, logout).catch(() => undefined)
        if (claims !== undefined) await sessions.pool.end(claims)
        return new Response(null, { status: claims === undefined ? 400 : 200, headers: { 'cache-control': 'no-store' } })
      },
    },
  }
}

function sidOf({ headers }: Request): string | undefined {
  return parseCookie(headers.get('cookie') ?? '')[cookieName]
}
