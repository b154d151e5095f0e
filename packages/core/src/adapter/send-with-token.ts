import { TokenUnavailableError } from '../lib/errors.ts'
import type { Authorization } from '../session/active-token.ts'
import type { CoordinatorOrPool } from '../session/coordinator-pool-interface.ts'
import type { RequestTrace } from '../session/request-trace.ts'
import { type AdapterSide, adapterSideOf } from './adapter-side.ts'
import { coordinatorFor } from './bind-call.ts'
import { sendUntilAccepted } from './send-until-accepted.ts'
import type { OutgoingRequest, Transport, WithStatus } from './transport.ts'

/**
 * Sends a request with a token, and again if the token was rejected. The first attempt is sent before this function returns, unless the
 * request must wait for a token.
 *
 * @param auth - the client's coordinator, or the pool that the client was wrapped for; a coordinator in `bearer` replaces `auth`
 * @returns the response of the last attempt
 * @throws what the last attempt threw; an `EverbearerError` if no token can be obtained
 * @throws {TypeError} `bearer` is neither a boolean nor a coordinator. The promise rejects if the client was wrapped for a pool and
 * `bearer` is missing
 *
 * @example
 * ```ts
 * import type { Coordinator } from '@everbearer/core'
 * import { bindCall, type OutgoingRequest, sendWithToken, type Transport } from '@everbearer/core/adapter'
 *
 * interface Call extends OutgoingRequest {
 *   readonly headers: Headers
 * }
 *
 * const transport: Transport<Call, Response> = {
 *   ownHeader: ({ headers }, name) => headers.has(name),
 *   attempt({ url, headers }, authorization) {
 *     const sent = new Headers(headers)
 *     for (const [name, value] of Object.entries(authorization?.headers ?? {})) sent.set(name, value)
 *     return fetch(url, { headers: sent, redirect: authorization?.redirect ?? 'follow' })
 *   },
 *   errorDetails: ({ headers, url }) => ({ challenge: headers.get('www-authenticate'), url }),
 * }
 *
 * export function get(auth: Coordinator, url: string): Promise<Response> {
 *   const { session } = bindCall(auth, {})
 *   return sendWithToken(auth, transport, { url, session, replayable: true, headers: new Headers() })
 * }
 * ```
 * @experimental
 */
export function sendWithToken<Call extends OutgoingRequest, Received extends WithStatus>(
  auth: CoordinatorOrPool,
  transport: Transport<Call, Received>,
  request: Call,
): Promise<Received> {
  const side = adapterSideOf(coordinatorFor(auth, request.bearer))
  const trace = side.trace(request)
  if (trace === undefined) return begin(side, transport, request)
  request.trace = trace
  return beginTraced(side, transport, request, trace)
}

/**
 * Sends a request whose events have listeners. Emits an event when the request ends. Returns the promise of the response unchanged. The
 * closures are in a separate function, because in `sendWithToken` they would cost an allocation even without listeners.
 */
function beginTraced<Call extends OutgoingRequest, Received extends WithStatus>(
  side: AdapterSide,
  transport: Transport<Call, Received>,
  request: Call,
  trace: RequestTrace,
): Promise<Received> {
  const onError = (error: unknown): void => {
    const response = transport.responseFromError?.(error)
    if (response === undefined) trace.failed(error)
    else trace.finished(response.status)
  }
  try {
    const sending = begin(side, transport, request)
    sending.then(({ status }) => trace.finished(status), onError)
    return sending
  } catch (error) {
    onError(error)
    throw error
  }
}

function begin<Call extends OutgoingRequest, Received extends WithStatus>(
  side: AdapterSide,
  transport: Transport<Call, Received>,
  request: Call,
): Promise<Received> {
  const authorization = side.authorize(request, hasOwnHeader(side, transport, request))
  if (!(authorization instanceof Promise)) return send(side, transport, request, authorization)
  transport.hold?.(request)
  return sendWhenReady(side, transport, request, authorization)
}

function hasOwnHeader<Call extends OutgoingRequest>(
  side: AdapterSide,
  transport: Pick<Transport<Call, never>, 'ownHeader' | 'ownValue'>,
  request: Call,
): boolean {
  const { headers } = side
  // `for of` would allocate an iterator for each request.
  for (let index = 0; index < headers.length; index++) {
    const name = headers[index]!
    if (transport.ownHeader(request, name) && !replacesOwn(side, transport, request, name)) return true
  }
  return false
}

/**
 * Checks by the option `replaceIf` whether a header that the caller set is only a placeholder for the token. `replaceIf` is called only for
 * requests that may get a token.
 */
function replacesOwn<Call extends OutgoingRequest>(
  side: AdapterSide,
  { ownValue }: Pick<Transport<Call, never>, 'ownValue'>,
  request: Call,
  name: string,
): boolean {
  if (side.replaces === undefined || request.bearer === false) return false
  const value = ownValue?.(request, name)
  request.replacesOwn = value !== undefined && side.replaces(request.url, name, value)
  return request.replacesOwn
}

/**
 * Waits for the authorization (the headers with the token) of a request, and sends the request. A login or logout can make the
 * authorization outdated before it is used. A new authorization is then requested, up to five in total.
 */
async function sendWhenReady<Call extends OutgoingRequest, Received extends WithStatus>(
  side: AdapterSide,
  transport: Transport<Call, Received>,
  request: Call,
  first: Promise<Authorization | undefined>,
): Promise<Received> {
  let authorization: Authorization | undefined
  try {
    authorization = await first
    for (let wait = 1; !side.isCurrent(authorization, request.url); wait++) {
      if (wait === mostWaits) throw new TokenUnavailableError('No token lasted long enough to be used.', Date.now())
      authorization = await side.authorize(request)
    }
  } catch (error) {
    transport.abandon?.(request, error)
    throw error
  }
  return send(side, transport, request, authorization)
}

const mostWaits = 5

/** Sends a request with or without a token. A request without a token is sent only once: its response is never checked for a rejection. */
function send<Call extends OutgoingRequest, Received extends WithStatus>(
  side: AdapterSide,
  transport: Transport<Call, Received>,
  request: Call,
  authorization: Authorization | undefined,
): Promise<Received> {
  if (authorization !== undefined) return sendUntilAccepted(side, transport, request, authorization)
  request.trace?.attempt(undefined)
  return transport.attempt(request, undefined)
}
