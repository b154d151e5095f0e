// All that the model knows of the coordinator: what is rebuilt there is mended here alone.

import { adapterSideOf, type Authorization, type AuthorizationRequest, type RequestTrace } from '../../src/adapter/index.ts'
import {
  type CoordinatorOptions,
  createCoordinator,
  shareRefreshToken,
  type StoredToken,
  type Subscriptions,
  type TokenResponse,
  type TokenSource,
} from '../../src/index.ts'

/** What a request was sent with, as far as the model looks into it. */
export interface Sent {
  readonly accessToken: string
  readonly generation: number
  readonly authorization: unknown
}

/** What the model needs of a coordinator. All else of it may be rebuilt. */
export interface ModelCoordinator {
  /** The session that a call belongs to which begins now. */
  session(): object
  /** Sends a request, at once or when its token is there; or without a token. */
  authorize(
    trace: Trace | undefined,
    session: object,
    signal: AbortSignal | undefined,
    send: (sent: Sent) => void,
    sendWithout: () => void,
  ): Promise<void> | undefined
  /** Sends a rejected request again, if that is to be done. */
  reject(
    trace: Trace | undefined,
    sent: Sent,
    status: number,
    replayable: boolean,
    signal: AbortSignal | undefined,
    send: (sent: Sent) => void,
  ): Promise<void>
  accept(sent: Sent): void
  /** What tells the events of a request that begins now. */
  trace(session: object): Trace | undefined
  peek(): { readonly status: 'unknown' | 'active' | 'ended'; readonly accessToken?: string | undefined }
  setTokens(response: TokenResponse, isSame: boolean): Promise<void>
  clear(): Promise<void>
  invalidate(): void
  /** Ends the coordinator; resolves when all that was under way is saved. */
  dispose(): Promise<void>
  on<Name extends keyof Subscriptions>(name: Name, listener: (event: Subscriptions[Name]) => void): void
}

/** Told what an adapter tells of one request. */
export type Trace = RequestTrace

/** What the model needs of a stored record. */
export interface RecordView {
  readonly accessToken: string
  readonly refreshToken: string | undefined
  readonly session: string
  readonly isLogout: boolean
  /** ms since 1970. */
  readonly issuedAt: number
  /** The claim on the refresh token: its owner and number; undefined: no claim. */
  readonly claim: string | undefined
  /** What `save` compares. */
  readonly revision: number
}

const url = 'https://api.example.com/'

export function createModelCoordinator(
  options: Pick<CoordinatorOptions, 'source' | 'store' | 'clock' | 'proactive' | 'beforeSignIn'>,
): ModelCoordinator {
  const auth = createCoordinator({ origins: 'any', random: () => 0.5, refreshAt: 0.8, retries: 1, ...options })
  const side = adapterSideOf(auth)
  return {
    session: () => side.session,
    authorize(trace, session, signal, send, sendWithout) {
      const request = { url, signal, session: session as typeof side.session, trace }
      const authorization = side.authorize(request)
      if (authorization instanceof Promise) return sendWhenCurrent(authorization, request, send, sendWithout)
      if (authorization !== undefined) sendTraced(authorization, trace, send)
      return undefined
    },
    async reject(trace, { authorization }, status, replayable, signal, send) {
      const response = { status, challenge: 'Bearer error="invalid_token"' }
      const next = await side.handleErrorResponse(authorization as Authorization, response, { url, replayable, signal, trace })
      if (next !== undefined && side.isCurrent(next, url)) sendTraced(next, trace, send)
      else trace?.finished(status)
    },
    trace: (session) => side.trace({ url, session: session as typeof side.session }),
    peek: () => auth.peek(),
    accept: ({ authorization }) => side.accept(authorization as Authorization),
    setTokens: (response, isSame) => auth.setTokens(response, { session: isSame ? 'same' : 'new' }),
    clear: () => auth.clear(),
    invalidate: () => auth.invalidate(),
    dispose: () => auth[Symbol.asyncDispose](),
    on: (name, listener) => void auth.on(name, listener),
  }

  /** As adapters do it. */
  async function sendWhenCurrent(
    first: Promise<Authorization | undefined>,
    request: AuthorizationRequest,
    send: (sent: Sent) => void,
    sendWithout: () => void,
  ): Promise<void> {
    let authorization = await first
    for (let wait = 1; !side.isCurrent(authorization, url); wait++) {
      if (wait === 5) throw new Error('no token lasted long enough')
      authorization = await side.authorize(request)
    }
    if (authorization === undefined) sendWithoutToken(request.trace, sendWithout)
    else sendTraced(authorization, request.trace, send)
  }

  function sendWithoutToken(trace: Trace | undefined, sendWithout: () => void): void {
    trace?.attempt(undefined)
    sendWithout()
    trace?.finished(200)
  }

  function sendTraced(authorization: Authorization, trace: Trace | undefined, send: (sent: Sent) => void): void {
    trace?.attempt(authorization)
    send(view(authorization))
  }
}

export function shareAmongMembers(): (source: TokenSource) => TokenSource {
  return shareRefreshToken()
}

export function viewRecord(record: StoredToken): RecordView {
  const { accessToken, refreshToken, session, revision, issuedAt, loggedOut = false } = record
  const claim = record.claim && `${record.claim.owner}/${record.claim.attempt}`
  return { claim, accessToken, refreshToken, session, isLogout: loggedOut, issuedAt, revision }
}

function view(authorization: Authorization): Sent {
  return { accessToken: authorization.value.replace('Bearer ', ''), generation: authorization.generation, authorization }
}
