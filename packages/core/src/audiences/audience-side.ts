import type { AdapterSide, AuthorizationRequest } from '../adapter/adapter-side.ts'
import { TokenSourceError } from '../lib/errors.ts'
import { originOf } from '../policy/allowed-origins.ts'
import type { SessionIdentity } from '../session/session-identity.ts'
import { selfWait } from '../session/source-calls.ts'
import type { AudienceMember } from './audience-member.ts'

/**
 * Makes the function that finds the coordinator whose tokens may go to a URL. Undefined: no token may go there. A URL with credentials gets
 * no token.
 */
export function createRouter(members: readonly AudienceMember[]): (url: string) => AudienceMember | undefined {
  const routes = members.flatMap((member) => member.origins.map((origin) => ({ origin, prefix: `${origin}/`, member })))
  const byOrigin = new Map(routes.map(({ origin, member }) => [origin, member]))
  return (url) => {
    // The text after the slash that ends the authority does not change the origin.
    for (const { prefix, member } of routes) if (url.lastIndexOf(prefix, 0) === 0) return member
    return byOrigin.get(originOf(url) ?? '')
  }
}

/**
 * Makes the `AdapterSide` of a login. The coordinator that has the request's origin handles the request, and checks the origin again. The
 * login's coordinator handles requests to unknown origins, and reports why they get no token.
 *
 * @param members - the login's coordinator comes first
 * @param now - the time, ms since 1970
 */
export function createAudienceSide(members: readonly [AudienceMember, ...AudienceMember[]], now: () => number): AdapterSide {
  const [login] = members
  const find = createRouter(members)
  const sideFor = (url: string): AdapterSide => (find(url) ?? login).side
  const { headers } = login.side
  /** The session objects of calls that token sources make. `authorize` recognizes a call of a source by its session object. */
  const sourceSessions = new WeakSet<SessionIdentity>()
  const side: Omit<AdapterSide, 'replaces' | 'observe'> = {
    headers,
    get session() {
      return login.side.session
    },
    sessionForCall(signal) {
      const { session } = login.side
      for (const { side: each } of members) {
        const own = each.sessionForCall(signal)
        if (own === session) continue
        sourceSessions.add(own)
        return own
      }
      return session
    },
    trace: (request) => sideFor(request.url).trace(request),
    authorize(request, ownHeader = false) {
      const isSelfWait = request.session !== undefined && request.session !== login.side.session && sourceSessions.has(request.session)
      if (isSelfWait && wantsToken(request, ownHeader)) return Promise.reject(new TokenSourceError(selfWait, now()))
      return sideFor(request.url).authorize(request, ownHeader)
    },
    handleErrorResponse: (sent, response, request) => sideFor(request.url).handleErrorResponse(sent, response, request),
    isCurrent: (sent, url) => sideFor(url).isCurrent(sent, url),
    accept(sent) {
      for (const member of members) member.side.accept(sent)
    },
  }
  const replaces: AdapterSide['replaces'] = (url, header, value) => sideFor(url).replaces?.(url, header, value) === true
  const observe: AdapterSide['observe'] = (sent, request, header) => sideFor(request.url).observe?.(sent, request, header)
  return Object.assign(side, {
    ...(members.some((member) => member.side.replaces !== undefined) && { replaces }),
    ...(members.some((member) => member.side.observe !== undefined) && { observe }),
  })

  /**
   * Checks whether a request of a token source would wait for a token. Such a request fails instead. The refresh of another audience's
   * token would wait for the end of the source's own refresh.
   */
  function wantsToken({ url, bearer }: AuthorizationRequest, ownHeader: boolean | ((header: string) => boolean)): boolean {
    const hasOwn = typeof ownHeader === 'function' ? headers.some(ownHeader) : ownHeader
    return !hasOwn && bearer !== false && find(url) !== undefined
  }
}
