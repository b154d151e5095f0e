import type { BodyStream } from '../http/body.ts'
import type { ResponseFacts } from '../policy/classify-response.ts'
import type { Authorization } from '../session/active-token.ts'
import type { Coordinator } from '../session/coordinator-interface.ts'
import type { CoordinatorOrPool } from '../session/coordinator-pool-interface.ts'
import type { RequestTrace } from '../session/request-trace.ts'
import type { SessionIdentity } from '../session/session-identity.ts'

/** The fields of a request that core needs to authorize the request. */
export interface AuthorizationRequest {
  /** Absolute URL of the request. In a page or a worker, the URL may be relative to the page or worker. */
  readonly url: string
  /** HTTP method, in upper or lower case. @default 'GET' */
  readonly method?: string | undefined
  /** The session that the call began in, as `sessionForCall` or `bindCall` returned it. @default the current session */
  readonly session?: SessionIdentity | undefined
  /** The token to send. `true`: from the client's coordinator. `false`: no token. A coordinator: from this coordinator. @default true */
  readonly bearer?: Bearer | undefined
  /** A signal that ends this request's wait for a token. The refresh that gets the token goes on. */
  readonly signal?: AbortSignal | null | undefined
  /** The emitter of the request's events, from `AdapterSide.trace()`. @default no events */
  readonly trace?: RequestTrace | undefined
}

/** Returns a header of a response by its name, in upper or lower case. Null or undefined: the response has no such header. */
export type HeaderReader = (name: string) => string | null | undefined

/**
 * The option `bearer`, which selects the token of a request. `true`: the token of the client's coordinator. `false`: no token. A
 * coordinator: the token of this coordinator.
 */
export type Bearer = boolean | Coordinator

/** A request, with the information whether it may be sent again. */
export interface ReplayableRequest extends AuthorizationRequest {
  /** Can the request be sent again with the same body? */
  readonly replayable: boolean
}

/** A response that may reject the token of its request. */
export interface ErrorResponse extends ResponseFacts {
  /**
   * Returns a copy of the response's unread body; null: there is no unread body. An unread body keeps its connection busy, and the token
   * request may need this connection. @default there is no unread body
   */
  readonly unread?: (() => BodyStream | null) | undefined
}

/**
 * The interface of a coordinator for adapters: it authorizes requests and classifies their responses. `sendWithToken` makes these
 * calls in the right order.
 *
 * @experimental
 */
export interface AdapterSide {
  /** The current session of the coordinator: new calls belong to this session. */
  readonly session: SessionIdentity

  /** Names of the headers that `authorize` returns. A request that already has a header of such a name gets no token. */
  readonly headers: readonly string[]

  /**
   * Checks by the option `replaceIf` whether the token may replace a header that the request already has. If the result is true, pass
   * `ownHeader: false` to `authorize`, and replace the header. Header names ignore case. The field `replaces` is undefined if the token
   * replaces no header. Never throws.
   *
   * @param header - name of the header, written as in `headers`
   * @param value - value of the header; several values are joined by commas
   */
  readonly replaces?: ((url: string, header: string, value: string) => boolean) | undefined

  /**
   * Returns the session of a call that begins now. Use this function synchronously when the client's call begins, and pass the session on
   * with the request. A call that the token source makes gets a separate session object, because such a call must not wait for the token
   * that the source is getting.
   *
   * @param signal - the signal that the caller passed, not a signal derived from it
   */
  readonly sessionForCall: (signal?: AbortSignal | null) => SessionIdentity

  /** Returns the emitter of a request's events; call this when the request begins. Undefined if such events have no listener. */
  readonly trace: (request: AuthorizationRequest) => RequestTrace | undefined

  /**
   * Returns the authorization (the headers with the token) for a request's first attempt. Undefined: send the request unchanged. If a valid
   * token is in memory, the function returns no promise and allocates nothing. Otherwise, or with a key binding (DPoP) or `withScheme()`,
   * a request that may carry a token gets a promise. For a request that the token source sends, that promise rejects with a
   * `TokenSourceError`, because the source would wait for itself.
   *
   * @param ownHeader - true: the request has credentials, so no token is added. A function: checks for a header by name. @default false
   */
  readonly authorize: (
    request: AuthorizationRequest,
    ownHeader?: boolean | ((header: string) => boolean),
  ) => Authorization | Promise<Authorization | undefined> | undefined

  /**
   * Classifies a response, and refreshes the token if the response rejects the token. Undefined: return the response to the caller.
   * Otherwise send the request again with the returned headers, and pass the new response to this function, too.
   *
   * @param sent - the authorization that the request was sent with
   */
  readonly handleErrorResponse: (
    sent: Authorization,
    response: ErrorResponse,
    request: ReplayableRequest,
  ) => Promise<Authorization | undefined>

  /**
   * Checks whether a request that has waited may still be sent with an authorization. During the wait, the session may have ended, or the
   * token may have been replaced. For a request without a token, a session may have begun, whose token the request can now get.
   *
   * @param sent - the result of `authorize` or `handleErrorResponse`; undefined: the request is sent without a token
   * @param url - URL of the request
   */
  readonly isCurrent: (sent: Authorization | undefined, url: string) => boolean

  /**
   * Notes that a server accepted a token. Rejections may start only a limited number of refreshes. Above this limit, a rejected request is
   * replayed with the same token if a server accepted this token before.
   */
  readonly accept: (sent: Authorization) => void

  /**
   * Reads headers of each response to a request with a token, such as the nonce that DPoP needs. Called before the response is used in any
   * other way. Never throws. @default no header is read
   *
   * @param header - returns a header of the response by its name
   */
  readonly observe?: ((sent: Authorization, request: AuthorizationRequest, header: HeaderReader) => void) | undefined
}

/**
 * The key under which a coordinator holds its `AdapterSide`, the interface for adapters. A symbol as the key hides this interface from
 * users. `Symbol.for` gives the same key in every copy of core. A dependency tree may have two copies: one of the user and one of the
 * adapter. A WeakMap would be empty in the other copy, and slower to read. The number in the key changes with the interface, so that no
 * adapter gets an interface that lacks a method.
 */
export const adapterSideKey: unique symbol = Symbol.for('everbearer.adapter-side.1') as never

/**
 * Returns the interface of a coordinator for adapters. For a pool, `authorize` rejects with a `TypeError` unless `bearer` is `false`.
 *
 * @example
 * ```ts
 * import { type Coordinator, createCoordinator } from '@everbearer/core'
 * import { adapterSideOf } from '@everbearer/core/adapter'
 *
 * const auth: Coordinator = createCoordinator({ source: async () => ({ access_token: 'from-somewhere' }), origins: 'any' })
 * const authorization = await adapterSideOf(auth).authorize({ url: 'https://api.example.com/orders' })
 * console.log(Object.keys(authorization?.headers ?? {})) // ['Authorization']
 * ```
 * @throws {TypeError} `auth` is neither a coordinator nor a pool
 * @experimental
 */
export function adapterSideOf(auth: CoordinatorOrPool): AdapterSide {
  const { [adapterSideKey]: side } = auth as WithSide
  if (side === undefined) throw new TypeError('expected a coordinator, as createCoordinator() gives it')
  return side
}

/** Checks whether a value is a coordinator or a pool. Only these have an `AdapterSide`, the interface for adapters. */
export function isCoordinator(value: unknown): value is CoordinatorOrPool {
  return (value as WithSide | null | undefined)?.[adapterSideKey] !== undefined
}

interface WithSide {
  readonly [adapterSideKey]?: AdapterSide
}
