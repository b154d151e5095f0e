import type { Failures } from './failures.ts'
import type { SentTokenRequest } from './requests.ts'
import type { TokenRegister } from './token-register.ts'

/** The token endpoint of a test server. */
export interface TokenEndpoint {
  readonly requests: readonly SentTokenRequest[]
  readonly respond: (request: Request) => Promise<Response>
  readonly revoke: (request: Request) => Promise<Response>
  /** Makes requests wait. Returns a function that ends the wait. */
  readonly hold: () => () => void
  readonly endSessions: () => void
  readonly reset: () => void
}

/** The grants with which people log in. Responses to these grants contain a refresh token. */
const grantsWithRefreshToken: ReadonlySet<string> = new Set(['password', 'authorization_code'])

export function createTokenEndpoint(register: TokenRegister, failures: Failures): TokenEndpoint {
  const requests: SentTokenRequest[] = []
  const gates = new Set<{ readonly opened: Promise<void>; readonly open: () => void }>()
  let hasSession = true

  function decide(form: URLSearchParams, grant: string): { response: Response; isReuse: boolean } {
    const failure = failures.next()
    if (failure !== undefined) return { response: failure, isReuse: false }
    if (grant !== 'refresh_token') {
      if (grant === 'session' && !hasSession) return { response: new Response(null, { status: 401 }), isReuse: false }
      return { response: Response.json(register.issue(grantsWithRefreshToken.has(grant)), { headers: noStore }), isReuse: false }
    }
    const result = register.refresh(form.get('refresh_token') ?? '')
    if (result.kind === 'tokens') return { response: Response.json(result.tokens, { headers: noStore }), isReuse: false }
    return { response: Response.json({ error: 'invalid_grant' }, { status: 400 }), isReuse: result.isReuse }
  }

  return {
    requests,
    async respond(request) {
      const form = new URLSearchParams(await request.text())
      while (gates.size > 0) await Promise.all([...gates].map(({ opened }) => opened))
      const grant = form.get('grant_type') ?? 'session'
      const { response, isReuse } = decide(form, grant)
      requests.push({ grant, status: response.status, isReuse })
      return response
    },
    async revoke(request) {
      register.revoke(new URLSearchParams(await request.text()).get('token') ?? '')
      requests.push({ grant: 'revocation', status: 200, isReuse: false })
      return new Response(null, { status: 200 })
    },
    hold() {
      const { promise: opened, resolve } = Promise.withResolvers<void>()
      const gate = {
        opened,
        open: () => {
          gates.delete(gate)
          resolve()
        },
      }
      gates.add(gate)
      return gate.open
    },
    endSessions() {
      hasSession = false
      register.revokeAll()
    },
    reset() {
      for (const { open } of gates) open()
      hasSession = true
      requests.length = 0
    },
  }
}

/** Headers of token responses, RFC 6749 §5.1. */
const noStore = { 'cache-control': 'no-store' }
