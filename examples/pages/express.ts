// A server's own pages with Express 5. A handler that rejects goes to the error handler, so no `try` is needed.
// oxlint-disable oxc/no-async-endpoint-handlers -- Express 5 passes rejections to the error handler
import { SessionEndedError, withBearer } from '@everbearer/fetch'
import { parseCookie } from 'cookie'
import express, { type ErrorRequestHandler, type Express, type Request as ExpressRequest } from 'express'
import { type LogoutTokenOptions, readLogoutToken } from './logout-token.ts'
import { cookieName, cookieOptions, type Login, type Sessions } from './sessions.ts'

export interface ExpressPagesOptions {
  readonly sessions: Sessions
  readonly api: string
  readonly logout: LogoutTokenOptions
  /** The callback of your login library. */
  readonly logIn: (request: ExpressRequest) => Promise<Login>
}

export function createExpressPages({ sessions, api, logout, logIn }: ExpressPagesOptions): Express {
  const fetchApi = withBearer(fetch, sessions.pool)
  const app = express()

  app.get('/callback', async (request, response) => {
    response.cookie(cookieName, await sessions.signIn(await logIn(request)), cookieOptions)
    response.json({ signedIn: true })
  })
  app.get('/orders', async (request, response) => {
    const bearer = sessions.authOf(sidOf(request))
    if (bearer === undefined) throw new SessionEndedError('not-signed-in')
    const { status } = await fetchApi(`${api}/orders`, { bearer })
    response.json({ status })
  })
  app.post('/logout', async (request, response) => {
    await sessions.end(sidOf(request))
    response.clearCookie(cookieName, cookieOptions).json({ signedIn: false })
  })
  app.post('/backchannel-logout', express.urlencoded(), async (request, response) => {
    response.set('cache-control', 'no-store')
    const { logout_token: token } = request.body as { logout_token?: string }
    const claims = await readLogoutToken(token ?? '', logout).catch(() => undefined)
    if (claims !== undefined) await sessions.pool.end(claims)
    response.status(claims === undefined ? 400 : 200).end()
  })
  app.use(answerErrors)
  return app
}

/** Express's own error handler shows the stack of the error. */
const answerErrors: ErrorRequestHandler = (error, _request, response, _next) => {
  response.status(error instanceof SessionEndedError ? 401 : 500).end()
}

function sidOf({ headers }: ExpressRequest): string | undefined {
  return parseCookie(headers.cookie ?? '')[cookieName]
}
