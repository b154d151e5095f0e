import { type Authorization, withSecrets } from '../session/active-token.ts'
import type { Coordinator } from '../session/coordinator-interface.ts'
import type { SessionIdentity } from '../session/session-identity.ts'
import { type AdapterSide, adapterSideKey, adapterSideOf, type AuthorizationRequest } from './adapter-side.ts'

/** One attempt of a request: the data from which an authentication scheme makes the headers of this attempt. */
export interface SchemeAttempt {
  /** URL of the request. */
  readonly url: string
  /** HTTP method in upper case. */
  readonly method: string
  /** The session that the token belongs to. */
  readonly session: SessionIdentity
  /** Number of the token that the attempt carries, counted from 1 across all sessions. */
  readonly generation: number
  /** Number of the attempt. 1: the first attempt. 2 or more: a replay. */
  readonly attempt: number
  /** The headers that the coordinator would send without the scheme, by header name. They hold the token. */
  readonly headers: Readonly<Record<string, string>>
  /** The token itself, without a prefix such as `Bearer`: a secret. */
  readonly accessToken: string
}

/** An authentication scheme that makes new headers for each attempt of a request, such as signatures. */
export interface HeaderScheme {
  /** Names of the headers that the scheme makes. A request that already has a header of such a name gets no token. */
  readonly headers: readonly string[]
  /**
   * Returns a value for each name in the list `headers` of the scheme, and for no other header. Called just before each attempt is sent,
   * also before retries and replays.
   */
  readonly headersOf: (attempt: SchemeAttempt) => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>
}

/**
 * Returns a coordinator whose requests carry the headers of a scheme, such as signatures or proofs of possession (RFC 9449). Otherwise, the
 * coordinator works like the given coordinator. Requests follow redirects only if `Authorization` is the only header of the scheme.
 *
 * If `headersOf` fails for a first attempt, the request rejects with that error. If `headersOf` fails for a replay, the replay is not sent,
 * and the caller gets the response to the previous attempt.
 *
 * @example
 * ```ts
 * import { createCoordinator } from '@everbearer/core'
 * import { withScheme } from '@everbearer/core/adapter'
 *
 * const auth = createCoordinator({ source: async () => ({ access_token: 'from-somewhere' }), origins: ['https://api.example.com'] })
 * export const signing = withScheme(auth, {
 *   headers: ['Authorization', 'X-Request-Id'],
 *   headersOf: ({ headers }) => ({ ...headers, 'X-Request-Id': crypto.randomUUID() }),
 * })
 * ```
 * @throws {TypeError} `auth` is no coordinator, or the scheme has no list of header names or no function
 * @experimental
 */
export function withScheme(auth: Coordinator, scheme: HeaderScheme): Coordinator {
  const side = adapterSideOf(auth)
  if (!Array.isArray(scheme?.headers) || scheme.headers.length === 0 || !scheme.headers.every(isName))
    throw new TypeError('headers: expected a list of header names')
  if (typeof scheme.headersOf !== 'function') throw new TypeError('headersOf: expected a function')
  const signing = Object.assign(Object.create(side) as AdapterSide, signWith(side, { ...scheme, headers: [...scheme.headers] }))
  return Object.create(auth, { [adapterSideKey]: { value: signing, enumerable: true } }) as Coordinator
}

function signWith(side: AdapterSide, { headers: names, headersOf }: HeaderScheme): Partial<AdapterSide> {
  /**
   * Maps each authorization that the scheme has made to the original authorization from `side`. `side` may recognize only its own
   * authorizations.
   */
  const originals = new WeakMap<Authorization, Authorization>()
  const originalOf = (sent: Authorization): Authorization => originals.get(sent) ?? sent
  const followsRedirects = names.every((name) => name.toLowerCase() === 'authorization')

  return {
    headers: names,
    authorize(request, ownHeader = false) {
      const hasOwn = typeof ownHeader === 'function' ? names.some((name) => ownHeader(name)) : ownHeader
      const authorization = side.authorize(request, hasOwn)
      return authorization === undefined ? undefined : signLater(authorization, request)
    },
    ...(side.observe !== undefined && { observe: (sent, request, header) => side.observe?.(originalOf(sent), request, header) }),
    async handleErrorResponse(sent, response, request) {
      const authorization = await side.handleErrorResponse(originalOf(sent), response, request)
      try {
        return authorization && (await sign(authorization, request))
      } catch {
        request.trace?.ignored(sent, response, 'no-newer-token')
        return undefined
      }
    },
  }

  async function signLater(
    authorization: Authorization | Promise<Authorization | undefined>,
    request: AuthorizationRequest,
  ): Promise<Authorization | undefined> {
    const given = await authorization
    return given && sign(given, request)
  }

  async function sign(authorization: Authorization, { url, method = 'GET' }: AuthorizationRequest): Promise<Authorization> {
    const { session, generation, attempt, isFinal, value, headers } = authorization
    const accessToken = value.slice(value.lastIndexOf(' ') + 1)
    const made = await headersOf({ url, method: method.toUpperCase(), session, generation, attempt, headers, accessToken })
    expectHeaders(made, names)
    const redirect = followsRedirects ? authorization.redirect : 'error'
    const signed = withSecrets({ session, generation, redirect, attempt, isFinal }, value, Object.freeze({ ...made }))
    originals.set(signed, authorization)
    return signed
  }
}

/**
 * Checks that the scheme has made exactly the headers in `names`. A replay that lacks a header would keep that header of the previous
 * attempt.
 */
function expectHeaders(made: Readonly<Record<string, string>>, names: readonly string[]): void {
  const given = Object.keys(made)
  if (given.length !== names.length || !names.every((name) => typeof made[name] === 'string'))
    throw new TypeError(`headersOf: expected a value for each of ${names.join(', ')}, and no other header`)
}

function isName(name: unknown): boolean {
  return typeof name === 'string' && /^[\w!#$%&'*+\-.^`|~]+$/.test(name)
}
