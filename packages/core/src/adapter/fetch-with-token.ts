import { isOneShot } from '../http/body.ts'
import type { Coordinator } from '../session/coordinator-interface.ts'
import { adapterSideOf, type Bearer } from './adapter-side.ts'
import { coordinatorFor } from './bind-call.ts'
import { sendWithToken } from './send-with-token.ts'
import type { OutgoingRequest, Transport } from './transport.ts'
import { copyHeaders, hasHeader, type HeadersCopy, withToken } from './headers.ts'
import type { Authorization } from '../session/active-token.ts'
import type { SessionIdentity } from '../session/session-identity.ts'
import { absoluteUrl, requestOf, urlOfRequest } from './request-url.ts'
import { snapshotOf } from './snapshot.ts'
import { cancelBody, watchBody } from './waiting-body.ts'

type Input = Parameters<typeof fetch>[0]
type Init = NonNullable<Parameters<typeof fetch>[1]>
type Body = NonNullable<Init['body']>

/** Sends one attempt, as fetch would. Without an authorization, the arguments are as the caller gave them. */
export type SendAttempt = (input: Input, init: Init | undefined, authorization: Authorization | undefined) => Promise<Response>

/** How one call of fetch is sent. */
export interface FetchCallOptions {
  readonly send: SendAttempt
  /** `false`: the request goes out without a token. A coordinator: with its token, in the place of the client's. @default true */
  readonly bearer?: Bearer | undefined
  /** The session that the client's call began in, as `bindCall` gave it. @default the present one */
  readonly session?: SessionIdentity | undefined
  /**
   * Tells whether a response below 400 rejects the token, as a GraphQL response whose errors say UNAUTHENTICATED. Reads `response.clone()`.
   * An error that it throws counts as no. @default responses below 400 accept the token
   */
  readonly rejectsToken?: ((response: Response) => boolean | Promise<boolean>) | undefined
  /** The caller's signal, where the one among fetch's options is not the caller's alone. */
  readonly signal?: AbortSignal | null | undefined
  /**
   * Asked of a Request with a body, which can be sent only once, before it is sent: the body that it was made with, if that is known and
   * can be sent again; null where there shall be no replay. Else a copy of the Request is kept, in memory.
   */
  readonly bodyOf?: (() => Body | null | undefined) | undefined
  /** What the client made the Request's body of. A stream of Node's can be watched only by its source. */
  readonly bodySource?: unknown
}

/** The arguments of one call, which may have to be sent twice. */
interface FetchCall extends OutgoingRequest {
  input: Input
  init: Init | undefined
  /** `input`, where it is no URL. */
  readonly request: Request | undefined
  readonly headers: HeadersCopy
  readonly send: SendAttempt
  /** The body of a Request once more, where it is known. */
  readonly body: Body | null | undefined
  /** Else it comes in a copy of the Request. */
  readonly needsCopy: boolean
  readonly bodySource: unknown
  /** `bodySource`, if it is a stream of Node's and had to wait. */
  watched: ReturnType<typeof watchBody>
  copy: Request | undefined
}

/**
 * Sends one call of a client that is called as fetch is: authorized, and once more if its token was rejected.
 *
 * @param auth - the client's coordinator; one in `bearer` takes its place
 * @throws {TypeError} the headers are not headers, or `bearer` is wrong
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
  auth: Coordinator,
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
    // Headers that were given as an iterator have been read by now.
    // As fetch rejects. It would say of such a stream that somebody has read it.
    if (call.watched?.errored) return Promise.reject(new TypeError('fetch failed', { cause: call.watched.errored }))
    if (authorization === undefined) return call.send(input, init?.headers ? { ...init, headers } : init, undefined)
    const sent: Init = { ...init, headers: withToken(headers, authorization) }
    if (authorization.redirect === 'error') sent.redirect = strictestRedirect(init?.redirect ?? request?.redirect)
    if (authorization.attempt === 1) {
      if (call.needsCopy) call.copy = request?.clone()
      // The replay is made from what was sent.
      call.init = sent
      return call.send(request ?? (typeof input === 'string' ? input : url), sent, authorization)
    }
    // The copy's own signal can't be relied on: it may be collected while it is followed by nobody but fetch.
    if (request && call.signal) sent.signal = call.signal
    if (body != null) sent.body = body
    const again = call.copy ?? request ?? url
    if (call.copy !== undefined && !authorization.isFinal) call.copy = call.copy.clone()
    return call.send(again, sent, authorization)
  },

  errorDetails: (response) => ({
    challenge: response.headers.get('www-authenticate'),
    url: response.url,
    unread: () => (response.bodyUsed ? null : response.clone().body),
  }),
}

/** An unread copy holds the whole body in memory. */
function release({ copy }: FetchCall): void {
  if (copy?.bodyUsed === false) copy.body?.cancel().catch(() => {})
}

/** Not by asking for the body: Deno sends what was asked for as a stream, without its length. */
function mayHaveBody({ method, bodyUsed }: Request): boolean {
  return !bodyUsed && method !== 'GET' && method !== 'HEAD'
}

/**
 * Where the token must not follow a redirect, neither must the request. A caller who follows by hand goes on doing so.
 * workerd knows no `error`; with `manual` it hands over the redirect itself, and the token goes nowhere either.
 */
function strictestRedirect(asked: Init['redirect']): 'error' | 'manual' {
  if (asked === 'manual') return asked
  try {
    return new Request('http://localhost', { redirect: 'error' }).redirect as 'error'
  } catch {
    return 'manual'
  }
}
