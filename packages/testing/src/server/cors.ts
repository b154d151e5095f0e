import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Handler } from './listener.ts'

/** Options for what scripts of other origins may read in a browser (Fetch standard, CORS protocol). */
export interface CorsOptions {
  /** True: scripts may read WWW-Authenticate and DPoP-Nonce. Most real servers do not allow that. @default true */
  exposeChallenge?: boolean
}

const seconds = 600

/** Wraps a handler, so that pages of any origin may call it, with any method and header, but without cookies. */
export function withCors(handler: Handler, cors: boolean | CorsOptions): Handler {
  if (cors === false) return handler
  const { exposeChallenge = true } = cors === true ? {} : cors
  return async (request, response) => {
    response.setHeader('access-control-allow-origin', '*')
    if (exposeChallenge) response.setHeader('access-control-expose-headers', 'WWW-Authenticate, DPoP-Nonce')
    if (isPreflight(request)) allow(request, response)
    else await handler(request, response)
  }
}

function isPreflight({ method, headers }: IncomingMessage): boolean {
  return method === 'OPTIONS' && headers['access-control-request-method'] !== undefined
}

/**
 * Responds to a preflight. The response repeats the requested method and headers. `*` would not include Authorization or, in old browsers,
 * any method.
 */
function allow({ headers }: IncomingMessage, response: ServerResponse): void {
  response.writeHead(204, {
    'access-control-allow-methods': headers['access-control-request-method'] ?? '*',
    'access-control-allow-headers': headers['access-control-request-headers'] ?? '*',
    'access-control-max-age': String(seconds),
  })
  response.end()
}
