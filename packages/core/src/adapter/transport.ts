import type { Authorization } from '../session/active-token.ts'
import type { SessionIdentity } from '../session/session-identity.ts'
import type { RequestTrace } from '../session/request-trace.ts'
import type { ErrorResponse, ReplayableRequest } from './adapter-side.ts'

/** A request that `sendWithToken` can send. */
export interface OutgoingRequest extends ReplayableRequest {
  /** The session that the call began in. The client's own retries belong to that session, too. */
  readonly session: SessionIdentity
  /** Emits the events of this request. `sendWithToken` sets this field if request events have a listener. */
  trace?: RequestTrace | undefined
  /** Set by `sendWithToken`: does the token replace a placeholder in a header that the caller set? */
  replacesOwn?: boolean | undefined
}

/** The fields of a response that are needed to classify the response, in addition to its status. */
export type ErrorDetails = Pick<ErrorResponse, 'challenge' | 'url' | 'unread'>

/** A response of any client. */
export interface WithStatus {
  readonly status: number
}

/**
 * The functions by which a client sends requests. The request or the response is an argument, so one object is enough for all requests.
 *
 * @experimental
 */
export interface Transport<Call extends OutgoingRequest, Received extends WithStatus> {
  /** Does the caller's request have a header of this name, or other credentials? */
  readonly ownHeader: (request: Call, name: string) => boolean
  /**
   * Returns the value of the request's own header, for the coordinator's option `replaceIf`. If the value is a placeholder, `replacesOwn`
   * of the request becomes true. `attempt` must then replace the header; header names ignore case. Undefined: the request has other
   * credentials. @default no header is replaced
   */
  readonly ownValue?: ((request: Call, name: string) => string | undefined) | undefined
  /** Copies the values that the caller may change while the request waits for a token. Called before the wait; must not throw. */
  readonly hold?: ((request: Call) => void) | undefined
  /** Releases the request's body if the wait for a token fails: the request is then never sent. */
  readonly abandon?: ((request: Call, reason: unknown) => void) | undefined
  /** Sends the request once, with the headers of the authorization. Undefined: send the request exactly as the caller made it. */
  attempt(request: Call, authorization: Authorization | undefined): Promise<Received>
  /** Returns details of a response with a status of 400 or above, or of a response for which `rejectsToken` returned true. */
  errorDetails(response: Received): ErrorDetails
  /**
   * Returns a header of a response; null or undefined: the response has no such header. Called for each response, if the coordinator's
   * tokens are bound to a key. @default the client shows no headers, so a request that needs a nonce of RFC 9449 §9 fails
   */
  readonly header?: ((response: Received, name: string) => string | null | undefined) | undefined
  /** Returns the response of an error that an attempt threw. @default the client's errors have no response */
  readonly responseFromError?: ((error: unknown) => Received | undefined) | undefined
  /**
   * Checks whether a response below 400 rejects the token. GraphQL servers send such responses, with the error code UNAUTHENTICATED. Called
   * for each response below 400 to a request with a token. Read a copy, because the caller gets the response. If the function throws, the
   * result counts as false.
   * @default responses below 400 accept the token
   */
  readonly rejectsToken?: ((response: Received) => boolean | Promise<boolean>) | undefined
}
