/// <reference lib="esnext.disposable" preserve="true" />
import { throwIfAborted } from './abort.ts'
import type { BodyStream } from './body.ts'
import { drain } from './drain.ts'
import { createEmitter, type EventName, type Listener } from './events.ts'
import type { Authorization } from './held-token.ts'
import { type CoordinatorOptions, resolveOptions } from './options.ts'
import { createSession } from './session.ts'
import type { TokenRecord } from './token-record.ts'
import type { TokenResponse } from './token-response.ts'
import { type Answer, judge } from './verdict.ts'

/** What of a request's own options concerns the coordinator. */
export interface RequestOptions {
  /** `false`: this request goes out without a token. */
  readonly bearer?: boolean | undefined
  /** Ends the wait for a token; never the refresh that others wait for. */
  readonly signal?: AbortSignal | null | undefined
}

/** An answer of 400 or above to a request that carried a token. */
export interface RefusedAttempt extends Answer {
  /** Where the request went. */
  readonly requestUrl: string
  /** Can the request be sent once more, with the very same body? */
  readonly replayable: boolean
  /** A copy of the answer's body where nobody has read it yet: it holds the connection that the token request may need. */
  readonly unread?: (() => BodyStream | null) | undefined
  readonly signal?: AbortSignal | null | undefined
}

/** Keeps one session's token alive for any number of clients. */
export interface Coordinator {
  /** Name of the header that carries the token. */
  readonly header: string

  /**
   * For adapters: what to put on a request. Undefined: nothing, it is none of ours. With a good token in hand
   * the answer comes at once and costs no allocation; else it is a promise.
   *
   * @param ownCredentials - does the request carry credentials of the caller's own?
   */
  authorize(
    url: string,
    request: RequestOptions | undefined,
    ownCredentials: boolean,
  ): Authorization | Promise<Authorization> | undefined

  /**
   * For adapters: what to do about an answer of 400 or above. Undefined: hand it to the caller as it is. Else
   * send the request again with this, and if need be ask again.
   */
  recover(sent: Authorization, attempt: RefusedAttempt): Promise<Authorization | undefined>

  /**
   * The present token, for what no adapter serves: a WebSocket, a signed link. Renewed by the same rules.
   *
   * @throws {EverbearerError} there is none, and none can be got for now
   */
  getToken(options?: { readonly signal?: AbortSignal }): Promise<TokenRecord>

  /**
   * Puts tokens in place that were got elsewhere, as by a login. Wins over a refresh in progress.
   *
   * @returns resolves once they are stored, or the store has failed, which is told by event; they serve at once
   * @throws {TokenResponseError} they can't be used; the present ones stay
   */
  setTokens(tokens: TokenResponse): Promise<void>

  /** Forgets the tokens, as at a logout; nothing that is under way brings them back. Resolves once the store has forgotten, too. */
  clear(): Promise<void>

  /** Says that the present token is no good: it is renewed now, unless the token endpoint rests, and requests wait for the new one. */
  invalidate(): void

  /** Calls `listener` on each event. Returns the way out. A listener that throws harms nobody. */
  on<Name extends EventName>(name: Name, listener: Listener<Name>): () => void

  /** Ends the coordinator: waiting requests get a `SessionEndedError`, and so does each later one. The store is left as it is. */
  dispose(): void
  [Symbol.dispose](): void
}

/**
 * Creates the one refresh coordinator of a session.
 *
 * @throws {TypeError} an option is wrong; the message names it and what is allowed
 */
export function createCoordinator(options: CoordinatorOptions): Coordinator {
  const settings = resolveOptions(options)
  const { clock, header, allows, verdict, shouldRefresh } = settings
  const emitter = createEmitter()
  const session = createSession(settings, emitter)

  return {
    header,

    authorize(url, request, ownCredentials) {
      if (ownCredentials || request?.bearer === false || !allows(url)) return undefined
      return session.current()?.first ?? session.next(request?.signal).then(({ first }) => first)
    },

    async recover(sent, attempt) {
      if (!isTokensFault(attempt)) return undefined
      if (sent.replay) {
        session.refuseReplay(sent.generation)
        return undefined
      }
      const { replayable, signal } = attempt
      if (!session.refuse(sent, 'refused') || !replayable) return undefined
      // The unread body holds the connection that the token request, under way by now, may be waiting for.
      if (!(await freeConnection(attempt))) return undefined

      const successor = await successorOf(sent, signal)
      if (successor !== undefined) emitter.emit('replay', { from: sent.generation, generation: successor.generation })
      return successor
    },

    getToken: async (request) => (await session.next(request?.signal)).record,
    setTokens: (tokens) => session.set(tokens),
    clear: () => session.end('cleared'),
    invalidate: () => session.invalidate(),
    on: (name, listener) => emitter.on(name, listener),
    dispose,
    [Symbol.dispose]: dispose,
  }

  async function freeConnection({ unread, signal }: RefusedAttempt): Promise<boolean> {
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

  function isTokensFault(attempt: RefusedAttempt): boolean {
    const judged = judge(attempt, attempt.requestUrl, verdict)
    try {
      const word: unknown = shouldRefresh(attempt, judged)
      return word === true
    } catch {
      return judged === 'renew'
    }
  }

  /** Where no newer token can be got, the refusal is the answer: the caller's own 401 says more than our error. */
  async function successorOf(sent: Authorization, signal: RefusedAttempt['signal']): Promise<Authorization | undefined> {
    try {
      const { again } = await session.next(signal)
      // The users may have changed while the refusal was read.
      return again.session !== sent.session || again.generation === sent.generation ? undefined : again
    } catch {
      throwIfAborted(signal)
      return undefined
    }
  }

  function dispose(): void {
    void session.end('disposed')
  }
}
