/// <reference lib="esnext.disposable" preserve="true" />
import { throwIfAborted } from './lib/abort.ts'
import { createAttendedClock } from './lib/attended-clock.ts'
import type { BodyStream } from './http/body.ts'
import { drain } from './http/drain-body.ts'
import { SessionEndedError, TokenSourceError } from './lib/errors.ts'
import type { Listener, Subscriptions } from './session/events.ts'
import { type Authorization, type ActiveToken, isSameToken, replayAuthorization } from './session/active-token.ts'
import { expectOptions } from './lib/expect-known.ts'
import { isTrue } from './lib/is-true.ts'
import { type CoordinatorOptions, resolveOptions } from './session/options.ts'
import type { PeekedSession } from './policy/session-status.ts'
import { createSession } from './session/session.ts'
import type { SessionIdentity } from './session/session-identity.ts'
import { createSourceRuns, selfWait } from './session/source-runs.ts'
import type { TokenRecord } from './token/token-record.ts'
import type { TokenResponse } from './token/token-response.ts'
import { type ResponseFacts, type IgnoreRule, classifyResponse } from './policy/classify-response.ts'
import { skipReason } from './policy/skip-reason.ts'
import { createEmitter } from './session/emitter.ts'
import { createRequestTraces, type RequestTrace, type TracedRequest } from './session/request-trace.ts'

/** What of a request's own options concerns the coordinator. */
export interface RequestOptions {
  /** `false`: this request goes out without a token. */
  readonly bearer?: boolean | undefined
  /** Ends the wait for a token; never the refresh that others wait for. */
  readonly signal?: AbortSignal | null | undefined
  /** The session that the call began in, as `sessionForCall` gave it. @default the present one */
  readonly session?: SessionIdentity | undefined
  /** Tells the events of the request, as `trace` gave it. @default the request tells none */
  readonly trace?: RequestTrace | undefined
}

/** Options of `getToken()`. */
export interface GetTokenOptions {
  /** Ends the wait for a token; never the refresh that others wait for. */
  readonly signal?: AbortSignal | null | undefined
}

/** How tokens that came from elsewhere relate to the present session. */
export interface SetTokensOptions {
  /**
   * `new`: they begin a session, as after a login; calls of the present session fail with `ERR_SESSION_ENDED`.
   * `same`: they continue the present session, as after a step-up or a token exchange. @default 'new'
   */
  readonly session?: 'new' | 'same' | undefined
}

/** An answer of 400 or above to a request that carried a token. */
export interface ErrorResponse extends ResponseFacts {
  /** Where the request went. */
  readonly requestUrl: string
  /** Can the request be sent once more, with the very same body? */
  readonly replayable: boolean
  /** A copy of the answer's body where nobody has read it yet: it holds the connection that the token request may need. */
  readonly unread?: (() => BodyStream | null) | undefined
  readonly signal?: AbortSignal | null | undefined
  /** Tells the events of the request, as `trace` gave it. @default the request tells none */
  readonly trace?: RequestTrace | undefined
}

/** Keeps one session's token alive for any number of clients. */
export interface Coordinator {
  /** Name of the header that carries the token. */
  readonly header: string

  /** The present session. */
  readonly session: SessionIdentity

  /**
   * For adapters: the session of a call that begins now. Asked in the same tick, and passed to `authorize`. A call of the
   * token source itself gets a session of its own: no token is waited for there.
   *
   * @param signal - as the caller gave it, not one that follows it
   */
  sessionForCall(signal?: AbortSignal | null): SessionIdentity

  /** Aborts when the present session ends, with a `SessionEndedError`: to cancel requests and empty caches. */
  readonly sessionSignal: AbortSignal

  /**
   * For adapters: what tells the events of a request, asked when the request begins. Undefined where nobody listens to such events.
   *
   * @param methodOf - the HTTP method of the request, in any case; asked only where somebody listens
   */
  trace<Request extends TracedRequest>(request: Request, methodOf: (request: Request) => string | undefined): RequestTrace | undefined

  /**
   * For adapters: what to put on a request. Undefined: nothing, it is none of ours, or nobody is signed in. With a good token in hand
   * the answer comes at once and costs no allocation; else it is a promise. For a request of the token source itself, that promise
   * rejects with a `TokenSourceError`: the source would wait for itself.
   *
   * @param ownCredentials - does the request carry credentials of the caller's own?
   */
  authorize(
    url: string,
    request: RequestOptions | undefined,
    ownCredentials: boolean,
  ): Authorization | Promise<Authorization | undefined> | undefined

  /**
   * For adapters: what to do about an answer of 400 or above. Undefined: hand it to the caller as it is. Else
   * send the request again with this, and if need be ask again.
   */
  handleErrorResponse(sent: Authorization, attempt: ErrorResponse): Promise<Authorization | undefined>

  /**
   * For adapters: may a request still be sent with what was waited for? On its way to the adapter its session may have
   * ended, or its token have been replaced. While a request without a token was on its way, a session may have begun.
   *
   * @param sent - what `authorize` or `handleErrorResponse` gave; undefined: the request goes out without a token
   * @param url - where the request goes
   */
  isCurrent(sent: Authorization | undefined, url: string): boolean

  /** For adapters: notes an answer below 400. A token that was accepted is not given up for one server's rejections. */
  accept(sent: Authorization): void

  /**
   * The present token, for what no adapter serves: a WebSocket, a signed link. Refreshed by the same rules.
   *
   * @throws {EverbearerError} there is none, and none can be got for now
   */
  getToken(options?: GetTokenOptions): Promise<TokenRecord>

  /**
   * What is known of the session now. Sends nothing, reads no store, and does not count as use of the token.
   * The status is `unknown` until store or source has said whether there is a session. A call of `getToken()` asks them. If
   * nobody is signed in, the status is `ended`.
   *
   * @example
   * ```tsx
   * auth.getToken().catch(() => {}) // once, at the start of a page
   *
   * // in a component for React
   * const status = useSyncExternalStore((onChange) => auth.on('*', onChange), () => auth.peek().status)
   * if (status === 'unknown') return <Spinner />
   * return status === 'ended' ? <Login /> : <Orders />
   * ```
   */
  peek(): PeekedSession

  /**
   * Puts tokens in place that were got elsewhere. They begin a new session, unless told that it is the same. Wins over
   * a refresh in progress.
   *
   * @returns resolves once they are stored, or the store has failed, which is told by event; they serve at once
   * @throws {TypeError} an option is wrong; the present tokens stay
   * @throws {TokenResponseError} they can't be used; the present ones stay
   * @throws {SessionEndedError} the coordinator was disposed of
   */
  setTokens(tokens: TokenResponse, options?: SetTokensOptions): Promise<void>

  /**
   * Ends the session, as at a logout; nothing that is under way brings its tokens back, and its calls that wait for a
   * token fail with `ERR_SESSION_ENDED`. Resolves once the session has ended in the store, too.
   */
  clear(): Promise<void>

  /** Says that the present token is no good: it is refreshed now, unless the token endpoint rests, and requests wait for the new one. */
  invalidate(): void

  /**
   * Subscribes to the events of one name, or with `'*'` to all events. Returns a function that unsubscribes. A listener runs
   * in a microtask of its own. Errors that it throws, or rejects with, go to `reportError`; without one, as on Node, they are
   * unhandled rejections.
   *
   * @example
   * ```ts
   * auth.on('refresh', ({ generation }) => console.log(`token ${generation}`))
   * auth.on('*', ({ name, event }) => console.log(name, event))
   * ```
   * @throws {TypeError} there is no such event, or the listener is no function
   */
  on<Name extends keyof Subscriptions>(name: Name, listener: Listener<Name>): () => void

  /**
   * Ends the coordinator: waiting requests get a `SessionEndedError`, and so does each later one. The store keeps its
   * tokens. A refresh token that was presented is seen through, and what came for it is saved.
   */
  dispose(): void
  [Symbol.dispose](): void
  /** Disposes, and waits until all that was under way is saved. */
  [Symbol.asyncDispose](): Promise<void>
}

/** Lets a coordinator serve on without the store's notices, for the pool that forgets it; resolves when nothing is under way. */
export const retire: unique symbol = Symbol('retire')

/**
 * Creates the one refresh coordinator of a session.
 *
 * @throws {TypeError} an option is wrong; the message names it and what is allowed
 */
export function createCoordinator(options: CoordinatorOptions): Coordinator & { [retire](): Promise<void> } {
  const settings = resolveOptions(options)
  const { header, allows, allowed, beforeSignIn, responsePolicy, shouldRefresh } = settings
  const clock = createAttendedClock(settings.clock)
  const { attend } = clock
  const runs = createSourceRuns(() => session.waiters)
  const emitter = createEmitter()
  const session = createSession({ ...settings, clock, runs }, emitter)
  /** The session of calls that the source makes. */
  const ownCalls: SessionIdentity = {
    get id() {
      return session.present.id
    },
    get number() {
      return session.present.number
    },
    get signal() {
      return session.present.signal
    },
  }

  return {
    header,
    get session() {
      return session.present
    },
    get sessionSignal() {
      return session.present.signal
    },

    trace: createRequestTraces({ emitter, clock, scheme: responsePolicy.scheme, present: () => session.present }),
    sessionForCall: (signal) => (runs.isOwn(signal) ? ownCalls : session.present),

    authorize(url, request, ownCredentials) {
      if (ownCredentials || request?.bearer === false || !allows(url)) {
        request?.trace?.skipped(skipReason(url, request.bearer, ownCredentials), allowed)
        return undefined
      }
      const of = request?.session
      const token = of === undefined || of === session.present ? session.currentToken() : undefined
      if (token !== undefined) return token.authorization
      request?.trace?.waits()
      return attend(firstOf(url, of ?? session.present, request))
    },

    handleErrorResponse: (sent, attempt) => attend(recover(sent, attempt)),
    isCurrent: (sent, url) => (sent === undefined ? !allows(url) || session.isBeforeSignIn : session.isCurrent(sent)),
    accept: (sent) => session.accept(sent),
    getToken: async (request) => (await attend(tokenFor(session.present, request?.signal))).record,
    peek: () => session.peek(),
    async setTokens(tokens, given = {}) {
      expectOptions(given, ['session'])
      const { session: kept = 'new' } = given
      if (kept !== 'new' && kept !== 'same') throw new TypeError("session: expected 'new' or 'same'")
      return attend(session.setTokens(tokens, kept))
    },
    clear: () => attend(session.clear()),
    invalidate: () => session.invalidate(),
    on: (name, listener) => emitter.on(name, listener),
    dispose: () => session.dispose(),
    [Symbol.dispose]: () => session.dispose(),
    async [Symbol.asyncDispose]() {
      session.dispose()
      await attend(session.idle())
    },
    [retire]() {
      session.retire()
      return session.idle()
    },
  }

  /** What was allowed when the call began may not be allowed any more after the wait. */
  async function firstOf(url: string, of: SessionIdentity, request: RequestOptions | undefined): Promise<Authorization | undefined> {
    try {
      const { authorization } = await tokenFor(of, request?.signal)
      if (allows(url)) return authorization
      request?.trace?.skipped('origin', allowed)
    } catch (error) {
      if (!goesWithoutToken(error)) throw error
      request?.trace?.skipped('not-signed-in', allowed)
    }
    return undefined
  }

  function goesWithoutToken(error: unknown): boolean {
    return beforeSignIn === 'send-without-token' && error instanceof SessionEndedError && error.reason === 'not-signed-in'
  }

  /** @throws {TokenSourceError} the source itself asks */
  async function tokenFor(of: SessionIdentity, signal: AbortSignal | null | undefined): Promise<ActiveToken> {
    if (of === ownCalls || runs.isOwn(signal)) throw new TokenSourceError(selfWait, clock.wall())
    return session.nextToken(of, signal)
  }

  async function recover(sent: Authorization, attempt: ErrorResponse): Promise<Authorization | undefined> {
    const next = await replayOf(sent, attempt)
    if (typeof next === 'object') return next
    attempt.trace?.ignored(sent, attempt, next)
    return undefined
  }

  /** What to replay the request with, or the rule that hands the response to the caller. */
  async function replayOf(sent: Authorization, attempt: ErrorResponse): Promise<Authorization | IgnoreRule> {
    const ignored = ignoreRuleOf(attempt)
    if (ignored !== undefined) return ignored
    const { refreshesBegun } = session
    const rejection = session.reject(sent)
    if (rejection !== 'replay' && rejection !== 'replay as it is') return rejection
    if (!attempt.replayable) return 'one-shot-body'
    // The unread body holds the connection that the token request, under way by now, may be waiting for.
    if (!(await freeConnection(attempt))) return 'unread-body'

    const successor = await successorOf(sent, attempt)
    if (typeof successor !== 'object') return successor
    return isSameToken(successor.authorization, sent) && rejection !== 'replay as it is'
      ? 'no-newer-token'
      : replayAuthorization(successor, sent, refreshesBegun)
  }

  async function freeConnection({ unread, signal }: ErrorResponse): Promise<boolean> {
    let body: BodyStream | null | undefined
    try {
      body = unread?.()
    } catch {
      return false
    }
    const free = body == null || (await drain(body, clock, signal))
    throwIfAborted(signal)
    return free
  }

  /** Undefined: the token is at fault. */
  function ignoreRuleOf(attempt: ErrorResponse): IgnoreRule | undefined {
    const classified = classifyResponse(attempt, attempt.requestUrl, responsePolicy)
    const rule = classified.kind === 'refresh' ? undefined : classified.rule
    try {
      return isTrue(shouldRefresh(attempt, classified.kind)) ? undefined : (rule ?? 'should-refresh')
    } catch {
      return rule
    }
  }

  /** Where no newer token can be got, the refusal is the answer: the caller's own 401 says more than our error. */
  async function successorOf({ session: of }: Authorization, { requestUrl, signal }: ErrorResponse): Promise<ActiveToken | IgnoreRule> {
    try {
      const token = await tokenFor(of, signal)
      return allows(requestUrl) ? token : 'origin'
    } catch {
      throwIfAborted(signal)
      return of === session.present ? 'no-newer-token' : 'session-over'
    }
  }
}
