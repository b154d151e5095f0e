import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Plugin } from 'vitest/config'

/** A request that the session server has seen since the last sign-out. */
export interface SeenBySession {
  /** Below `/session`. */
  readonly path: string
  readonly method: string | undefined
  /** The header against CSRF. */
  readonly marker: string | undefined
  readonly isSignedIn: boolean
}

/**
 * The server of a page that keeps its session in a cookie, on the page's own origin: `/session/token` gives a token to who is
 * signed in, and redirects everyone else to a login page, as many frameworks do.
 */
export function sessionServer(): Plugin {
  let seen: SeenBySession[] = []
  let tokens = 0

  return {
    name: 'session-server',
    configureServer({ middlewares }) {
      middlewares.use('/session', (request: IncomingMessage, response: ServerResponse) => {
        const path = new URL(request.url ?? '/', 'http://page').pathname
        const isSignedIn = /(?:^|; )sid=alice(?:;|$)/.test(request.headers.cookie ?? '')
        if (path === '/seen') return send(response, 200, seen)
        if (path === '/sign-in') return signIn(response, 'sid=alice; Path=/; HttpOnly; SameSite=Strict')
        if (path === '/sign-out') {
          seen = []
          return signIn(response, 'sid=; Path=/; Max-Age=0')
        }
        seen.push({ path, method: request.method, marker: String(request.headers['everbearer-request']), isSignedIn })
        if (path === '/login') return void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Log in, please.')
        if (request.headers['everbearer-request'] !== 'token') return send(response, 403, { error: 'forged' })
        if (isSignedIn) return send(response, 200, { access_token: `access-${++tokens}`, expires_in: 300 })
        response.writeHead(302, { location: '/session/login' }).end()
      })
    },
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

function signIn(response: ServerResponse, cookie: string): void {
  response.writeHead(204, { 'set-cookie': cookie }).end()
}
