import { isOneShot } from '../http/body.ts'
import type { CoordinatorOrPool } from '../session/coordinator-pool-interface.ts'
import { adapterSideOf, type Bearer } from './adapter-side.ts'
import { coordinatorFor } from './bind-call.ts'
import { sendWithToken } from './send-with-token.ts'
import type { OutgoingRequest, Transport } from './transport.ts'
import { copyHeaders, hasHeader, type HeadersCopy, withToken } from './headers.ts'
import type { Authorization } from '../session/active-token.ts'
import type { SessionIdentity } from '../session/session-identity.ts'
import { absoluteUrl, requestOf, urlOfRequest } from './request-url.ts'
import { snapshotOf } from './snapshot.ts'
import { strictestRedirect } from './strictest-redirect.ts'
import { cancelBody, watchBody } from './waiting-body.ts'

type Input = Parameters<typeof fetch>[0]
type Init = NonNullable<Parameters<typeof fetch>[1]>
type Body = NonNullable<Init['body']>

/** A function that sends one attempt, as fetch would. `init` already has the token. Authorization undefined: the attempt has no token. */
export type SendAttempt = (input: Input, init: Init | undefined, authorization: Authorization | undefined) => Promise<Response>

/** Options of `fetchWithToken()`, for one call of the client. */
export interface FetchCallOptions {
  /** The function that sends each attempt. */
  readonly send: SendAttempt
  /** The token to send. `true`: from the client's coordinator. `false`: no token. A coordinator: from this coordinator. @default true */
  readonly bearer?: Bearer | undefined
  /** The session that the client's call began in, as `bindCall` returned it. @default the current session */
  readonly session?: SessionIdentity | undefined
  /**
   * Checks whether a response below 400 rejects the token. GraphQL servers send such responses, with the error code UNAUTHENTICATED. Read a
   * clone of the response. If the function throws, the result counts as false. @default responses below 400 accept the token
   */
  readonly rejectsToken?: ((response: Response) => boolean | Promise<boolean>) | undefined
  /** The caller's own signal, if the signal of `init` can also abort for other reasons. @default the signal of `init` or the Request */
  readonly signal?: AbortSignal | null | undefined
  /**
   * Returns the body that a Request was made with, if that body is known and can be sent again. Null: never replay the Request. Undefined:
   * keep a copy of the Request in memory. Called before a Request with a body is sent, as such a Request can be sent only once.
   * @default a copy is kept
   */
  readonly bodyOf?: (() => Body | null | undefined) | undefined
  /**
   * The value from which the Request's body was made. If this value is a Node stream, only the stream itself shows its failure.
   * @default the body in fetch's options
   */
  readonly bodySource?: unknown
}

/** One call of the client, with the data to send its request several times. */
interface FetchCall extends OutgoingRequest {
  input: Input
  init: Init | undefined
  /** `input`, if it is a Request. */
  readonly request: Request | undefined
  readonly headers: HeadersCopy
  readonly send: SendAttempt
  /** The body for a replay, from `bodyOf`; null: the request is not replayed; undefined: `bodyOf` returned no body. */
  readonly body: Body | null | undefined
  /** Does a replay need a copy of the Request, because `bodyOf` returned no body? */
  readonly needsCopy: boolean
  readonly bodySource: unknown
  /** The Node stream in `bodySource`, if the request had to wait. An attempt checks whether this stream has failed. */
  watched: ReturnType<typeof watchBody>
  copy: Request | undefined
}

/**
 * Sends one call of a client that has fetch's arguments: with a token, and again if the token was rejected.
 *
 * @param auth - the client's coordinator, or the pool that the client was wrapped for; a coordinator in `bearer` replaces `auth`
 * @returns the response of the last attempt; rejects with an `EverbearerError` if no token can be obtained
 * @throws {TypeError} the headers are invalid, or `bearer` is neither a boolean nor a coordinator. The promise rejects if the client was
 * wrapped for a pool and `bearer` is missing
 *
 * @example
 * ```ts
 * import type { Coordinator } from '@everbearer/core'
 * import { fetchWithToken } from '@everbearer/core/adapter'
 *
 * export function withBearer(auth: Coordinator): typeof fetch {
 *   return async (input, init) => fetchWithToken(auth, input, init, { send: (target, sent) => fetch(target, sent) })
 * }
 * ```
 * @experimental
 */
export function fetchWithToken(
  auth: CoordinatorOrPool,
  input: Input,
  init: Init | undefined,
  { send, bearer, session, signal, bodyOf, bodySource, rejectsToken }: FetchCallOptions,
): Promise<Response> {
  const request = requestOf(input)
  const isSentOnce = request !== undefined && init?.body == null && mayHaveBody(request)
  const body = isSentOnce ? bodyOf?.() : undefined
  const needsCopy = isSentOnce && body === undefined
  const callersSignal = signal ?? (init?.signal === undefined ? request?.signal : init.signal)
  const call: FetchCall = {
    url: request === undefined ? absoluteUrl(`${input as string | URL}`) : urlOfRequest(request),
    method: init?.method ?? request?.method,
    bearer,
    session: session ?? adapterSideOf(coordinatorFor(auth, bearer)).sessionForCall(callersSignal),
    signal: callersSignal,
    replayable: body !== null && !isOneShot(init?.body),
    input,
    init,
    request,
    headers: copyHeaders(init?.headers ?? request?.headers),
    send,
    body,
    needsCopy,
    bodySource: bodySource ?? init?.body,
    watched: undefined,
    copy: undefined,
  }
  const sending = sendWithToken(auth, rejectsToken === undefined ? transport : { ...transport, rejectsToken }, call)
  return needsCopy ? sending.finally(() => release(call)) : sending
}

const transport: Transport<FetchCall, Response> = {
  ownHeader: ({ headers }, name) => hasHeader(headers, name),
  ownValue: ({ headers }, name) => new Headers(headers).get(name) ?? undefined,

  hold(call) {
    call.input = call.request ?? call.url
    call.init = snapshotOf(call.init)
    call.watched = watchBody(call.bodySource)
  },

  abandon({ request, init, bodySource }, reason) {
    cancelBody(bodySource, reason)
    if (request && init?.body == null && mayHaveBody(request)) cancelBody(request.body, reason)
  },

  attempt(call, authorization) {
    const { url, input, init, request, headers, body } = call
    // fetch itself would reject with a wrong reason: that the stream was already read.
    if (call.watched?.errored) return Promise.reject(new TypeError('fetch failed', { cause: call.watched.errored }))
    // The caller's headers may be an iterator, which was already read.
    if (authorization === undefined) return call.send(input, init?.headers ? { ...init, headers } : init, undefined)
    // `Headers` replaces a header whose name has another case. An object would then have two keys.
    const own = call.replacesOwn ? new Headers(headers) : headers
    const sent: Init = { ...init, headers: withToken(own, authorization) }
    if (authorization.redirect === 'error') sent.redirect = strictestRedirect(init?.redirect ?? request?.redirect)
    if (authorization.attempt === 1) {
      if (call.needsCopy) call.copy = request?.clone()
      // The replay starts from these options.
      call.init = sent
      return call.send(request ?? (typeof input === 'string' ? input : url), sent, authorization)
    }
    // The copy's own signal is unreliable: the signal may be garbage-collected while only fetch listens to it.
    if (request && call.signal) sent.signal = call.signal
    if (body != null) sent.body = body
    const again = call.copy ?? request ?? url
    // Another copy is made, because a step-up may follow a final replay.
    if (call.copy !== undefined) call.copy = call.copy.clone()
    return call.send(again, sent, authorization)
  },

  header: (response, name) => response.headers.get(name),
  errorDetails: (response) => ({
    challenge: response.headers.get('www-authenticate'),
    url: response.url,
    unread: () => (response.bodyUsed ? null : response.clone().body),
  }),
}

/** Cancels the copy of the Request if no replay has read it, because an unread copy holds the whole body in memory. */
function release({ copy }: FetchCall): void {
  if (copy?.bodyUsed === false) copy.body?.cancel().catch(() => {})
}

/**
 * Checks whether a Request may have a body. `request.body` is not read, because Deno would then send the body as a stream, without its
 * length.
 */
function mayHaveBody({ method, bodyUsed }: Request): boolean {
  return !bodyUsed && method !== 'GET' && method !== 'HEAD'
}
