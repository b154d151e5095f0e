import type { Failures } from './failures.ts'
import type { SentApiRequest } from './requests.ts'
import type { TokenRegister } from './token-register.ts'

/** Object that checks the tokens of requests to the API, and records the requests. */
export interface ApiGuard {
  readonly requests: readonly SentApiRequest[]
  /** Returns the response to a request that is rejected; undefined: the request is accepted. */
  readonly check: (request: Request) => Promise<Response | undefined>
  readonly reset: () => void
}

export function createApiGuard(register: TokenRegister, failures: Failures): ApiGuard {
  const requests: SentApiRequest[] = []
  return {
    requests,
    async check(request) {
      const { method, headers } = request
      const { href, pathname, search } = new URL(request.url)
      const token = /^Bearer (.+)$/i.exec(headers.get('authorization') ?? '')?.[1]
      const isAccepted = token !== undefined && register.isAccepted(token)
      const rejection = failures.next() ?? (isAccepted ? undefined : rejectionOf(token))
      const body = await request.clone().text()
      const sent = { method, url: href, path: pathname + search, token, headers: Object.fromEntries(headers), body, isAccepted }
      requests.push({ ...sent, status: rejection?.status })
      return rejection
    },
    reset() {
      requests.length = 0
    },
  }
}

/** Returns a rejection. If the request had no token, the challenge has no error code: RFC 6750 §3.1. */
function rejectionOf(token: string | undefined): Response {
  const challenge = token === undefined ? 'Bearer' : 'Bearer error="invalid_token"'
  return new Response(null, { status: 401, headers: { 'www-authenticate': challenge } })
}
