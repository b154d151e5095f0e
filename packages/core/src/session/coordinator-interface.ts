/// <reference lib="esnext.disposable" preserve="true" />
import type { PeekedSession } from '../policy/session-status.ts'
import type { TokenRecord } from '../token/token-record.ts'
import type { TokenResponse } from '../token/token-response.ts'
import type { Listener, Subscriptions } from './events.ts'

/** Options of `getToken()`. */
export interface GetTokenOptions {
  /** Ends the wait for a token. A refresh that others wait for goes on. */
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

/** Keeps one session's token alive for any number of clients. Adapters put the token on requests. */
export interface Coordinator {
  /** Aborts when the present session ends, with a `SessionEndedError`: to cancel requests and empty caches. */
  readonly sessionSignal: AbortSignal

  /**
   * Gives the present token, for what no adapter serves: a WebSocket, a signed link. Refreshes by the same rules as a request.
   *
   * @example
   * ```ts
   * const { accessToken } = await auth.getToken()
   * const socket = new WebSocket(`wss://api.example.com/live?token=${accessToken}`)
   * ```
   * @throws {EverbearerError} no token can be obtained now
   */
  getToken(options?: GetTokenOptions): Promise<TokenRecord>

  /**
   * Tells what is known of the session now. Sends nothing, reads no store, and does not count as use of the token.
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
   * Puts tokens from elsewhere in place. They begin a new session, unless told that it is the same. Replaces the result of
   * a refresh in progress.
   *
   * @example
   * ```ts
   * await auth.setTokens({ access_token: 'from the login', expires_in: 300 })
   * ```
   * @returns resolves once the store has them, or once an event has told that the store failed; requests use them at once
   * @throws {TypeError} an option is wrong; the present tokens stay
   * @throws {TokenResponseError} the tokens can't be used; the present ones stay
   * @throws {SessionEndedError} the coordinator was disposed of
   */
  setTokens(tokens: TokenResponse, options?: SetTokensOptions): Promise<void>

  /**
   * Ends the session, as at a logout. No refresh in progress brings its tokens back. Calls that wait for a token fail with
   * `ERR_SESSION_ENDED`. Resolves once the session has ended in the store, too.
   */
  clear(): Promise<void>

  /** Marks the present token invalid and refreshes it now, unless the token endpoint is cooling down. Requests wait for the new token. */
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
   * tokens. A refresh token that was presented is seen through, and the tokens of its response are saved.
   */
  dispose(): void
  [Symbol.dispose](): void
  /** Disposes, and waits until everything in progress is saved. */
  [Symbol.asyncDispose](): Promise<void>
}
