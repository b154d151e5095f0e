/// <reference lib="esnext.disposable" preserve="true" />
import type { PeekedSession } from '../policy/session-status.ts'
import type { TokenRecord } from '../token/token-record.ts'
import type { TokenResponse } from '../token/token-response.ts'
import type { Listener, Subscriptions } from './events.ts'

/** Options of `getToken()`. */
export interface GetTokenOptions {
  /** When this signal aborts, the wait for a token ends, and `getToken()` rejects with the signal's reason. The refresh continues. */
  readonly signal?: AbortSignal | null | undefined
}

/** Options of `setTokens()`: how the new tokens relate to the current session. */
export interface SetTokensOptions {
  /**
   * `new`: the tokens begin a session, as after a login. Calls of the current session fail with `ERR_SESSION_ENDED`. `same`: the tokens
   * continue the current session, as after a step-up or a token exchange. @default 'new'
   */
  readonly session?: 'new' | 'same' | undefined
}

/** Options of `clear()`. */
export interface ClearOptions {
  /**
   * Should the server revoke the session's tokens, too (RFC 7009)? The request names the refresh token, or the access token if there is no
   * refresh token. The request is made in the background after the save of the logout, and is retried after temporary failures. If no
   * attempt succeeds, `revoke-failed` is emitted. `[Symbol.asyncDispose]()` waits until the request has ended. @default false
   */
  readonly revoke?: boolean | undefined
}

/** Keeps the access token of one session usable for any number of clients. Adapters set the token on requests. */
export interface Coordinator {
  /**
   * The signal of the current session. It aborts with a `SessionEndedError` when that session ends. Use it to cancel requests and to empty
   * caches.
   */
  readonly sessionSignal: AbortSignal

  /**
   * Resolves with the current token, for uses without an adapter: a WebSocket, a signed link. Refreshes the token by the same rules as a
   * request.
   *
   * @example
   * ```ts
   * const { accessToken } = await auth.getToken()
   * const socket = new WebSocket('wss://api.example.com/live')
   * socket.addEventListener('open', () => socket.send(JSON.stringify({ token: accessToken }))) // not in the URL, which is logged
   * ```
   * @throws {EverbearerError} no token can be obtained now
   * @throws the reason of `signal`, if it aborts
   */
  getToken(options?: GetTokenOptions): Promise<TokenRecord>

  /**
   * Returns what the coordinator knows about the session now. Sends no request and reads no store. The call does not count as a use of the
   * token: `refreshTimer()` refreshes only tokens that are used.
   *
   * The status is `unknown` until the store or the source has shown whether a session exists. A call of `getToken()` finds this out. If
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
   * Sets tokens from elsewhere, for example from a login. The tokens begin a new session, unless `options.session` is `'same'`. They
   * replace the result of a refresh in progress.
   *
   * @example
   * ```ts
   * await auth.setTokens({ access_token: 'from the login', expires_in: 300 })
   * ```
   * @returns resolves once the store has saved the tokens, or once `store-failed` was emitted; requests use the tokens at once
   * @throws {TypeError} an option is wrong; the current tokens stay
   * @throws {TokenResponseError} the tokens can't be used; the current tokens stay
   * @throws {SessionEndedError} the coordinator was disposed of
   */
  setTokens(tokens: TokenResponse, options?: SetTokensOptions): Promise<void>

  /**
   * Ends the session, as at a logout. A refresh in progress does not restore the session. Calls that wait for a token fail with
   * `ERR_SESSION_ENDED`. Resolves once the session has also ended in the store. With `revoke`, the server then revokes the session's
   * tokens.
   *
   * @example
   * ```ts
   * await auth.clear({ revoke: true })
   * ```
   * @throws {StoreError} the session has ended in this process, but the store could not save the logout. Before the next read of the store,
   * the logout is saved again
   * @throws {TypeError} an option is wrong; the session goes on
   */
  clear(options?: ClearOptions): Promise<void>

  /**
   * Marks the current token invalid, and starts a refresh unless a refresh is in progress. Requests wait for the new token. The call has no
   * effect without a token, or during a cooldown (the pause after a failed refresh).
   */
  invalidate(): void

  /**
   * Subscribes to the events of one name, or with `'*'` to all events. Returns a function that unsubscribes.
   *
   * Each listener runs in a separate microtask. Errors that the listener throws, or rejects with, go to `reportError`. If the runtime has
   * no `reportError`, as on Node, they become unhandled rejections.
   *
   * @example
   * ```ts
   * auth.on('refresh', ({ generation }) => console.log(`token ${generation}`))
   * auth.on('*', ({ name, event }) => console.log(name, event))
   * ```
   * @throws {TypeError} the event does not exist, or the listener is not a function
   */
  on<Name extends keyof Subscriptions>(name: Name, listener: Listener<Name>): () => void

  /**
   * Ends the coordinator. Waiting requests and all later requests reject with a `SessionEndedError`. The tokens stay in the store. A token
   * request that carries a refresh token still completes, and the tokens of its response are saved.
   */
  dispose(): void
  /** Calls `dispose()` at the end of a `using` block. */
  [Symbol.dispose](): void
  /** Disposes of the coordinator, and waits until everything in progress is saved. */
  [Symbol.asyncDispose](): Promise<void>
}
