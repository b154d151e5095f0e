import type { Authorization } from '../session/active-token.ts'
import type { SessionIdentity } from '../session/session-identity.ts'
import type { RequestTrace } from '../session/request-trace.ts'
import type { ErrorResponse, ReplayableRequest } from './adapter-side.ts'

/** One request, as `sendWithToken` sends it. */
export interface OutgoingRequest extends ReplayableRequest {
  /** The session that the call began in: its client's own retries belong to that session, too. */
  readonly session: SessionIdentity
  /** Set by `sendWithToken` if somebody listens to the events of requests. */
  trace?: RequestTrace | undefined
}

/** What a response says, beside its status. */
export type ErrorDetails = Pick<ErrorResponse, 'challenge' | 'url' | 'unread'>

/** A response of any client's. */
export interface WithStatus {
  readonly status: number
}

/**
 * How a client sends: functions of the request alone, so that a request costs no closures.
 *
 * @experimental
 */
export interface Transport<Call extends OutgoingRequest, Received extends WithStatus> {
  /** Does the request carry a header of this name, or other credentials of the caller's own? */
  readonly ownHeader: (request: Call, name: string) => boolean
  /** Keeps what the caller may change while the request waits for a token. Called before the wait; throws no error. */
  readonly hold?: ((request: Call) => void) | undefined
  /** Releases what was kept if the wait fails. */
  readonly abandon?: ((request: Call, reason: unknown) => void) | undefined
  /** Sends the request once, with the headers of the authorization; without one, exactly as the caller asked for it. */
  attempt(request: Call, authorization: Authorization | undefined): Promise<Received>
  /** Reads a response of 400 or above, and each that `rejectsToken` has found. */
  errorDetails(response: Received): ErrorDetails
  /** Gives the response in what an attempt threw. @default the client throws for no response */
  readonly responseFromError?: ((error: unknown) => Received | undefined) | undefined
  /**
   * Tells whether a response below 400 rejects the token, as a GraphQL response whose errors say UNAUTHENTICATED. Asked of each such response to
   * a request with a token; reads a copy, as the response is the caller's. An error that it throws counts as no.
   * @default responses below 400 accept the token
   */
  readonly rejectsToken?: ((response: Received) => boolean | Promise<boolean>) | undefined
}
