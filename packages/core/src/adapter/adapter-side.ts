import type { BodyStream } from '../http/body.ts'
import type { ResponseFacts } from '../policy/classify-response.ts'
import type { Authorization } from '../session/active-token.ts'
import type { Coordinator } from '../session/coordinator-interface.ts'
import type { RequestTrace } from '../session/request-trace.ts'
import type { SessionIdentity } from '../session/session-identity.ts'

/** One request, as far as core has to know it to authorize it. */
export interface AuthorizationRequest {
  /** Where the request goes, absolute. In a page or a worker, a URL may be relative to it. */
  readonly url: string
  /** HTTP method, in any case. @default 'GET' */
  readonly method?: string | undefined
  /** The session that the call began in, as `sessionForCall` or `bindCall` gave it. @default the present one */
  readonly session?: SessionIdentity | undefined
  /** `false`: the request goes out without a token. A coordinator: with its token, in the place of the client's. @default true */
  readonly bearer?: Bearer | undefined
  /** Ends the wait for a token. A refresh that others wait for goes on. */
  readonly signal?: AbortSignal | null | undefined
  /** Tells the events of the request, as `trace` gave it. @default no events */
  readonly trace?: RequestTrace | undefined
}

/** The option `bearer` of a request: on, off, or the coordinator whose token it carries. */
export type Bearer = boolean | Coordinator

/** A request that may be sent once more. */
export interface ReplayableRequest extends AuthorizationRequest {
  /** Can the request be sent once more, with the very same body? */
  readonly replayable: boolean
}

/** A response that may reject the token of its request. */
export interface ErrorResponse extends ResponseFacts {
  /**
   * Gives a copy of the response's body if nobody has read the body: it holds the connection that the token request may need.
   * @default there is no such body
   */
  readonly unread?: (() => BodyStream | null) | undefined
}

/**
 * What adapters see of a coordinator: it authorizes requests and classifies their responses. `sendWithToken` makes these calls in the
 * right order.
 *
 * @experimental
 */
export interface AdapterSide {
  /** The present session. */
  readonly session: SessionIdentity

  /** Names of the headers that an authorization consists of. A request that has one of its own gets none of ours. */
  readonly headers: readonly string[]

  /**
   * The session of a call that begins now. Asked in the same tick, and passed on with the request. A call of the
   * token source itself gets a session of its own: such a call waits for no token.
   *
   * @param signal - as the caller gave it, not one that follows it
   */
  readonly sessionForCall: (signal?: AbortSignal | null) => SessionIdentity

  /** Tells the events of a request, asked when the request begins. Undefined if nobody listens to such events. */
  readonly trace: (request: AuthorizationRequest) => RequestTrace | undefined

  /**
   * Gives the headers of a request's first attempt. Undefined: the request goes out as it is. With a good token
   * the result comes at once and costs no allocation; else it is a promise. For a request of the token source itself, that promise
   * rejects with a `TokenSourceError`: the source would wait for itself.
   *
   * @param ownHeader - does the request carry a header of this name, or other credentials of the caller's own? @default false
   */
  readonly authorize: (
    request: AuthorizationRequest,
    ownHeader?: boolean | ((header: string) => boolean),
  ) => Authorization | Promise<Authorization | undefined> | undefined

  /**
   * Classifies a response, and refreshes the token if the token is at fault. Undefined: the response is the caller's. Else send the
   * request once more with these headers, and hand over its response in turn.
   *
   * @param sent - what the request was sent with
   */
  readonly handleErrorResponse: (
    sent: Authorization,
    response: ErrorResponse,
    request: ReplayableRequest,
  ) => Promise<Authorization | undefined>

  /**
   * Tells whether a request may still be sent with what was waited for. Meanwhile its session may have
   * ended, or its token have been replaced. While a request without a token waited, a session may have begun.
   *
   * @param sent - what `authorize` or `handleErrorResponse` gave; undefined: the request goes out without a token
   * @param url - where the request goes
   */
  readonly isCurrent: (sent: Authorization | undefined, url: string) => boolean

  /** Notes that a server accepted a token. An accepted token is not given up for one server's rejections. */
  readonly accept: (sent: Authorization) => void
}

/**
 * Hides the adapter's side from users. `Symbol.for` names the same key in every copy of core, and a tree may have two: one of the user's and
 * one of the adapter's. A WeakMap would be empty in the other copy, and slower to ask. The number changes with the interface, so that an
 * adapter never meets a side that lacks a method.
 */
export const adapterSideKey: unique symbol = Symbol.for('everbearer.adapter-side.1') as never

/**
 * Gives what adapters see of a coordinator.
 *
 * @example
 * ```ts
 * import { type Coordinator, createCoordinator } from '@everbearer/core'
 * import { adapterSideOf } from '@everbearer/core/adapter'
 *
 * const auth: Coordinator = createCoordinator({ source: async () => ({ access_token: 'from somewhere' }), origins: 'any' })
 * const authorization = await adapterSideOf(auth).authorize({ url: 'https://api.example.com/orders' })
 * console.log(Object.keys(authorization?.headers ?? {})) // ['Authorization']
 * ```
 * @throws {TypeError} `auth` is no coordinator
 * @experimental
 */
export function adapterSideOf(auth: Coordinator): AdapterSide {
  const { [adapterSideKey]: side } = auth as WithSide
  if (side === undefined) throw new TypeError('expected a coordinator, as createCoordinator() gives it')
  return side
}

/** Has this value an adapter's side? */
export function isCoordinator(value: unknown): value is Coordinator {
  return (value as WithSide | null | undefined)?.[adapterSideKey] !== undefined
}

interface WithSide {
  readonly [adapterSideKey]?: AdapterSide
}
