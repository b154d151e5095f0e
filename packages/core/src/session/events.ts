import type { EverbearerError, SessionEndReason, StoreError } from '../lib/errors.ts'
import type { FailureClass } from '../policy/classify-failure.ts'
import type { StepUpDemand } from '../policy/step-up-demand.ts'
import type { RefreshEvents } from './refresh-events.ts'
import { type RequestEvents, requestEventNames } from './request-events.ts'

/** The events of a coordinator, by name. No event holds a token or a secret. */
export interface CoordinatorEvents extends RefreshEvents, RequestEvents {
  /** `setTokens()` has set tokens. */
  'tokens-set': {
    readonly generation: number
    /** `new`: the tokens begin a session. `same`: the tokens continue the current session. */
    readonly session: 'new' | 'same'
  }
  /** A cooldown of the token endpoint begins. Until it ends, no token request is made. */
  cooldown: {
    /** Length of the cooldown, ms. */
    readonly duration: number
    /** End of the cooldown, ms since 1970. */
    readonly until: number
    /** How many refreshes in a row have failed. */
    readonly failures: number
  }
  /**
   * A refresh token was presented and no readable response came: the server may have used the token. The token is presented again now. The
   * source has no other grant, or `reuseGrace` allows a second use. A server that detects reuse may end the session.
   */
  'refresh-outcome-unknown': {
    /** How often this coordinator has presented a refresh token so far, this time included. Retries do not count. */
    readonly attempt: number
  }
  /**
   * The server rejected a refresh token. The token may have expired or been revoked. If this process has not presented it before, someone
   * else may have done so: RFC 9700 §4.14.2.
   */
  'refresh-rejected': {
    /** HTTP status, if the source reports the status. */
    readonly status: number | undefined
    /** The `error` that the server said, RFC 6749 §5.2. Undefined: the response has no code. */
    readonly error: string | undefined
    /** Had this coordinator presented this refresh token before? */
    readonly isRepeated: boolean
    /**
     * What followed. `obtain`: a token from the credentials. `store`: a token of another process. `another refresh`: a token for another
     * refresh token. `cooldown`: the refresh failed. `session-end`: the session ended.
     */
    readonly followedBy: 'obtain' | 'store' | 'another refresh' | 'cooldown' | 'session-end'
  }
  /** A call of the hook of `stepUp` has ended. */
  'step-up': {
    /** What the server demanded. */
    readonly error: StepUpDemand['error']
    /** Where the first request with this demand went, such as `https://api.example.com`. */
    readonly origin: string
    /** HTTP method of that request. */
    readonly method: string
    /**
     * `tokens`: the hook's tokens are in use. `declined`: the hook gave no tokens. `failed`: the hook failed, or its tokens can't be used.
     * `dropped`: the session ended first, so a late result of the hook is not used.
     */
    readonly result: 'tokens' | 'declined' | 'failed' | 'dropped'
    /** Why the hook failed: an error of its own is the `cause`. Undefined: it did not fail. */
    readonly failure: EverbearerError | undefined
    /** How long the hook took, ms. */
    readonly duration: number
    /** How many requests waited for the call. */
    readonly waiters: number
  }
  /** A session has ended, for the given reason. Emitted once for each session. */
  'session-ended': { readonly reason: SessionEndReason }
  /** A session that had ended without a grant continues with a token that another process has saved. */
  'session-resumed': { readonly generation: number }
  /** The server did not revoke the token of a session that `clear({ revoke: true })` has ended. The token is valid until it expires. */
  'revoke-failed': {
    /** `source-error`: the source has no `revoke`, or the code of `revoke` has a mistake. */
    readonly class: FailureClass
    /** HTTP status, if a response came and the source reports its status. */
    readonly status: number | undefined
    /** Error code of RFC 6749 §5.2, if the response has a code. */
    readonly error: string | undefined
  }
  /** The store failed. The coordinator continues from memory. */
  'store-failed': { readonly operation: 'load' | 'save' | 'lease'; readonly error: StoreError }
  /** The store works again after failures. */
  'store-back': {
    /** How long the store had failed, ms. */
    readonly duration: number
  }
  /** The store can't share the token where it runs, for example in an iframe with an opaque origin. */
  'store-limited': {
    /** What the store can't do, and why. */
    readonly limit: string
  }
  /**
   * The token in the store is bound to a key that this process does not have. The process treats the token as no token, and gets a token
   * of its own if it can. Processes that share a store need the same key.
   */
  'key-missing': {
    /** Generation of the token in the store. */
    readonly generation: number
  }
  /**
   * A refresh token is presented although the store is away, as `whenStoreIsAway: 'go-on'` allows. Another process may present the token,
   * too.
   */
  'claim-skipped': {
    /** How often this coordinator has presented a refresh token so far, this time included. Retries do not count. */
    readonly attempt: number
  }
}

/** The name of an event. */
export type EventName = keyof CoordinatorEvents

/**
 * The names of all events, for programs that count, log or forward events.
 *
 * @example
 * ```ts
 * import { eventNames } from '@everbearer/core/adapter'
 *
 * const counts = Object.fromEntries(eventNames.map((name) => [name, 0]))
 * ```
 * @experimental
 */
export const eventNames: readonly EventName[] = Object.freeze([
  ...Object.keys({
    refresh: 1,
    'refresh-failed': 1,
    'refresh-superseded': 1,
    waiting: 1,
    cooldown: 1,
    'refresh-outcome-unknown': 1,
    'refresh-rejected': 1,
    'session-resumed': 1,
    'session-ended': 1,
    'attempt-failed': 1,
    'tokens-set': 1,
    'step-up': 1,
    'revoke-failed': 1,
    'store-failed': 1,
    'store-back': 1,
    'store-limited': 1,
    'claim-skipped': 1,
    'key-missing': 1,
  } satisfies Record<Exclude<EventName, keyof RequestEvents>, 1>),
  ...requestEventNames,
]) as readonly EventName[]

/** An event and its name. A check of `name` narrows `event`. */
export type NamedEvent = { [Name in EventName]: { readonly name: Name; readonly event: CoordinatorEvents[Name] } }[EventName]

/** What a listener can subscribe to: the events of one name, or with `'*'` all events. */
export interface Subscriptions extends CoordinatorEvents {
  readonly '*': NamedEvent
}

/** Called with each event of the name that the listener has subscribed to. */
export type Listener<Name extends keyof Subscriptions> = (event: Subscriptions[Name]) => unknown

/** Subscribes listeners, and emits events to them. */
export interface Emitter {
  readonly on: <Name extends keyof Subscriptions>(name: Name, listener: Listener<Name>) => () => void
  /** Calls each listener in a microtask, after the current work. Errors of a listener go to `reportError`. */
  readonly emit: <Name extends EventName>(name: Name, event: CoordinatorEvents[Name]) => void
  /** Does anyone listen to the events of requests? Allocates nothing. */
  readonly isRequestWatched: () => boolean
}
