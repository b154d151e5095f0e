import type { Coordinator, CoordinatorOrPool } from '@everbearer/core'
import {
  adapterSideOf,
  type Authorization,
  bindCall,
  type BoundCall,
  isOneShot,
  type RequestTrace,
  type SessionIdentity,
} from '@everbearer/core/adapter'
import type { Call, ClientSettings } from '../src/conformance.ts'

/** Places where the reference can be broken. Each is the right thing unless it is replaced. */
export interface Steps {
  /** Does the request keep a header of its own? */
  readonly keepsOwn: (auth: Coordinator, url: string, call: Call, header: { name: string; value: string | null }) => boolean
  /** Binds a call to a coordinator and its session. */
  readonly bind: (auth: CoordinatorOrPool, call: Call) => BoundCall
  /** Asks core for an authorization. */
  readonly authorize: (
    auth: Coordinator,
    url: string,
    call: Call,
    ownCredentials: boolean,
    session: SessionIdentity,
    trace: RequestTrace | undefined,
  ) => Promise<Authorization | undefined>
  /** Shows the headers of a response to the key binding of the tokens. */
  readonly observe: (
    auth: Coordinator,
    sent: Authorization,
    response: Response,
    request: { url: string; method: string | undefined },
  ) => void
  /** Gives the one for the replay, if there is to be one. */
  readonly handleErrorResponse: (
    auth: Coordinator,
    sent: Authorization,
    response: Response,
    details: { url: string; call: Call; trace: RequestTrace | undefined },
  ) => Promise<Authorization | undefined>
  /** The request as it is sent. */
  readonly compose: (url: string, call: Call, headers: Headers, authorization: Authorization | undefined) => Request
  /** Lets go of a call that is not going to be sent. */
  readonly abandon: (call: Call, reason: unknown) => void
  /** One attempt. @param signal - the caller's and the time-out's */
  readonly attempt: (request: Request, settings: ClientSettings) => Promise<Response>
}

export const rightSteps: Steps = {
  keepsOwn: (auth, url, { bearer }, { name, value }) =>
    value !== null && (bearer === false || adapterSideOf(auth).replaces?.(url, name, value) !== true),
  bind: bindCall,
  authorize: async (auth, url, { signal, bearer }, ownCredentials, session, trace) =>
    adapterSideOf(auth).authorize({ url, signal, bearer, session, trace }, ownCredentials),
  observe: (auth, sent, { headers }, request) => adapterSideOf(auth).observe?.(sent, request, (name) => headers.get(name)),
  handleErrorResponse: (auth, sent, response, { url, call, trace }) =>
    adapterSideOf(auth).handleErrorResponse(
      sent,
      {
        status: response.status,
        challenge: response.headers.get('www-authenticate'),
        url: response.url,
        unread: () => response.clone().body,
      },
      { url, method: call.method, replayable: !isOneShot(call.body), signal: call.signal, trace },
    ),
  compose(url, { method, body, redirect }, headers, authorization) {
    const sent = new Headers(headers)
    for (const [name, value] of Object.entries(authorization?.headers ?? {})) sent.set(name, value)
    const follow = authorization?.redirect === 'error' ? 'error' : redirect
    return new Request(url, { method, headers: sent, body, redirect: follow, ...(isOneShot(body) && { duplex: 'half' }) } as RequestInit)
  },
  abandon({ body }, reason) {
    if (body instanceof ReadableStream) void body.cancel(reason)
  },
  async attempt(request, { transport, pool }) {
    await transport?.sending?.(request.url)
    const send = pool ? (sent: Request) => pool.fetch(sent.url, sent) : globalThis.fetch
    const response = await send(request)
    await transport?.received?.(response.status, request.url)
    return response
  },
}
