import type { EverbearerError, SessionEndReason, StoreError } from '../lib/errors.ts'
import type { FailureClass } from '../policy/classify-failure.ts'
import type { StepUpDemand } from '../policy/step-up-demand.ts'
import type { RefreshEvents } from './refresh-events.ts'
import { type RequestEvents, requestEventNames } from './request-events.ts'

/** The events of a coordinator, by name. No event holds a token or a secret. */
export interface CoordinatorEvents extends RefreshEvents, RequestEvents {
  /** `setTokens()` has set tokens. */
  'tokens-set': {
    /** Number of the new token, counted from 1 through all sessions. */
    readonly generation: number
    /** `new`: the tokens begin a session. `same`: the tokens continue the current session. */
    readonly session: 'new' | 'same'
  }
  /** A cooldown begins after a failed refresh. Until the cooldown ends, no token request is made. */
  cooldown: {
    /** Length of the cooldown, ms. */
    readonly duration: number
    /** End of the cooldown, ms since 1970. */
    readonly until: number
    /** Number of refreshes that have failed in a row. */
    readonly failures: number
  }
  /**
   * A refresh token is presented that may have been presented before, without a readable response. The server may have used it. This
   * happens only if the session can't use `obtain` instead, or if `reuseGrace` allows a second use. A server that detects reuse may end the
   * session.
   */
  'refresh-outcome-unknown': {
    /**
     * Number of the coordinator's claim, counted from 1. The coordinator makes a claim before each use of a refresh token. A claim counts
     * even if it was not saved in the store. Retries do not count.
     */
    readonly attempt: number
  }
  /**
   * The server rejected a refresh token. The token may have expired or been revoked. If this process has not presented the token before,
   * another process or a thief may have used it. See RFC 9700 §4.14.2.
   */
  'refresh-rejected': {
    /** HTTP status, if the source reports the status. */
    readonly status: number | undefined
    /** Error code of the response, RFC 6749 §5.2. Undefined: the response has no error code. */
    readonly error: string | undefined
    /** Had this coordinator presented this refresh token before? */
    readonly isRepeated: boolean
    /**
     * The result of the refresh after the rejection. `obtain`: the source's `obtain` brought a new token. `store`: another process had
     * saved a new token in the store. `another refresh`: a newer refresh token from the store brought a new token. `cooldown`: the refresh
     * failed, and the next refresh follows after a cooldown. `session-end`: no token can follow, or the refresh was stopped.
     */
    readonly followedBy: 'obtain' | 'store' | 'another refresh' | 'cooldown' | 'session-end'
  }
  /** A call of the hook of `stepUp` has ended. */
  'step-up': {
    /** The error code of the server's demand, for example `insufficient_scope`. */
    readonly error: StepUpDemand['error']
    /** The origin of the first request that got this demand, such as `https://api.example.com`. */
    readonly origin: string
    /** HTTP method of the first request that got this demand. */
    readonly method: string
    /**
     * The result of the call. `tokens`: the hook's tokens are in use. `declined`: the hook returned no tokens. `failed`: the hook failed,
     * or its tokens can't be used. `dropped`: the session ended first, so a later result of the hook is not used.
     */
    readonly result: 'tokens' | 'declined' | 'failed' | 'dropped'
    /**
     * The error of a failed call. An error that is not an `EverbearerError` becomes the `cause` of this error. Undefined: the call did not
     * fail.
     */
    readonly failure: EverbearerError | undefined
    /** Duration of the hook's call, ms. */
    readonly duration: number
    /** Number of requests that waited for the hook's call. */
    readonly waiters: number
  }
  /** A session has ended, for the given reason. This event is emitted once for each session. */
  'session-ended': { readonly reason: SessionEndReason }
  /** A session that had ended because no grant could get a token (`no-grant`) continues with a token that another process has saved. */
  'session-resumed': { readonly generation: number }
  /** The token of a session could not be revoked after `clear({ revoke: true })`. The token may be valid until it expires. */
  'revoke-failed': {
    /** The class of the failure. `source-error`: the source has no `revoke`, or the code of `revoke` has a mistake. */
    readonly class: FailureClass
    /** HTTP status, if a response came and the source reports its status. */
    readonly status: number | undefined
    /** Error code of the response, RFC 6749 §5.2, if the response has such a code. */
    readonly error: string | undefined
  }
  /** A call of the store's `load`, `save` or `lease` failed. The coordinator continues from memory. */
  'store-failed': { readonly operation: 'load' | 'save' | 'lease'; readonly error: StoreError }
  /** The store works again after failures. */
  'store-back': {
    /** Time during which the store did not work, ms. */
    readonly duration: number
  }
  /** The store can't share the token in this environment, for example in an iframe with an opaque origin. */
  'store-limited': {
    /** A text about a limit of the store, and the reason for this limit. */
    readonly limit: string
  }
  /**
   * The token in the store is bound to a cryptographic key (a key binding such as DPoP) that this process does not have. The process
   * ignores this token, and gets another token if possible. Processes that share a store need the same key.
   */
  'key-missing': {
    /** Number of the token in the store, counted from 1 through all sessions. */
    readonly generation: number
  }
  /**
   * A refresh token is presented without a claim in the store, because the store does not work and `whenStoreIsAway: 'go-on'` allows this.
   * A claim prevents that two processes present the same refresh token. Without a claim, another process may present the token, too.
   */
  'claim-skipped': {
    /**
     * Number of the coordinator's claim, counted from 1. The coordinator makes a claim before each use of a refresh token. A claim counts
     * even if it was not saved in the store. Retries do not count.
     */
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

/** The events that a listener can subscribe to: the events of one name, or with `'*'` all events. */
export interface Subscriptions extends CoordinatorEvents {
  readonly '*': NamedEvent
}

/** A function that is called for each event of the name that was passed to `on()`; with `'*'`, for all events. */
export type Listener<Name extends keyof Subscriptions> = (event: Subscriptions[Name]) => unknown

/** Subscribes listeners, and emits events to them. */
export interface Emitter {
  readonly on: <Name extends keyof Subscriptions>(name: Name, listener: Listener<Name>) => () => void
  /** Calls each listener in a microtask, after the current work. Errors of a listener go to `reportError`. */
  readonly emit: <Name extends EventName>(name: Name, event: CoordinatorEvents[Name]) => void
  /** Checks whether a listener gets the events of requests. If not, requests need not emit these events. The check allocates nothing. */
  readonly isRequestWatched: () => boolean
}
