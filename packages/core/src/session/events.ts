import type { EverbearerError, SessionEndReason, StoreError } from '../lib/errors.ts'
import type { FailureClass } from '../policy/classify-failure.ts'
import type { Grant } from '../token/grant.ts'
import { type RequestEvents, requestEventNames } from './request-events.ts'

/**
 * Why a token was refreshed. `missing`: there was none. `due`: past its soft window. `expired`: past its hard one.
 * `rejected`: a server answered 401. `invalidated`: by `invalidate()`.
 */
export type RefreshReason = 'missing' | 'due' | 'expired' | 'rejected' | 'invalidated'

/** All that a coordinator tells, by name. No event holds a token or a secret. */
export interface CoordinatorEvents extends RequestEvents {
  /** A new token is in use. */
  refresh: {
    readonly reason: RefreshReason
    /** `store`: another process had refreshed, no request was needed. */
    readonly grant: Grant | 'store'
    readonly generation: number
    /** ms. */
    readonly duration: number
    /** Requests that waited for it. */
    readonly waiters: number
  }
  /** A refresh failed; a token that is still valid goes on serving. */
  'refresh-failed': {
    readonly reason: RefreshReason
    readonly class: FailureClass
    readonly error: EverbearerError
    /** ms. */
    readonly duration: number
    /** Requests that waited for it. */
    readonly waiters: number
  }
  /** A token request failed, be it the first of a refresh or a retry. The refresh itself may still succeed. */
  'attempt-failed': {
    readonly grant: Grant
    /** How many token requests the refresh has made with this grant. */
    readonly attempt: number
    readonly class: FailureClass
    /** HTTP status, where a response came and the source tells. */
    readonly status: number | undefined
    /** RFC 6749 §5.2, where the response tells. */
    readonly error: string | undefined
    /** The next attempt follows after so many ms. Undefined: none follows with this grant. */
    readonly retryIn: number | undefined
  }
  /** `setTokens()` has put tokens in place. */
  'tokens-set': {
    readonly generation: number
    /** Do they begin a session, or continue the present one? */
    readonly session: 'new' | 'same'
  }
  /** The token endpoint is left alone for a while. */
  cooldown: {
    /** ms. */
    readonly duration: number
    /** ms since 1970. */
    readonly until: number
    /** Failed refreshes in a row. */
    readonly failures: number
  }
  /**
   * A refresh token was presented and no readable response came: the server may have spent the token. It is presented
   * once more now, as the source has no other way to a token. A server that detects reuse may end the session.
   */
  'refresh-outcome-unknown': {
    /** How often this coordinator has presented a refresh token so far. */
    readonly attempt: number
  }
  /**
   * The server refused a refresh token. It may have expired or been revoked; if this process has not presented it
   * before, someone else may have: RFC 9700 §4.14.2.
   */
  'refresh-rejected': {
    /** HTTP status, where the source tells. */
    readonly status: number | undefined
    /** RFC 6749 §5.2, where the response tells. */
    readonly error: string | undefined
    /** Had this coordinator presented this refresh token before? */
    readonly isRepeated: boolean
    /**
     * What came of it: a token from the credentials, a token of another process in the store, a token for another
     * refresh token, a cooldown, or the end of the session.
     */
    readonly followedBy: 'obtain' | 'store' | 'another refresh' | 'cooldown' | 'session-end'
  }
  /** A session is over: no token, a logout, or another session in its place. Told once for each session. */
  'session-ended': { readonly reason: SessionEndReason }
  /** A session that had no way to a token goes on with one that another process has put into the store. */
  'session-resumed': { readonly generation: number }
  /** The store failed; the coordinator goes on from memory. */
  'store-failed': { readonly operation: 'load' | 'save' | 'lease'; readonly error: StoreError }
}

export type EventName = keyof CoordinatorEvents

/**
 * The names of all events, for programs that count, log or forward events.
 *
 * @example
 * ```ts
 * import { eventNames } from '@everbearer/core'
 *
 * const counts = Object.fromEntries(eventNames.map((name) => [name, 0]))
 * ```
 */
export const eventNames: readonly EventName[] = Object.freeze([
  ...Object.keys({
    refresh: 1,
    'refresh-failed': 1,
    cooldown: 1,
    'refresh-outcome-unknown': 1,
    'refresh-rejected': 1,
    'session-resumed': 1,
    'session-ended': 1,
    'attempt-failed': 1,
    'tokens-set': 1,
    'store-failed': 1,
  } satisfies Record<Exclude<EventName, keyof RequestEvents>, 1>),
  ...requestEventNames,
]) as readonly EventName[]

/** An event and its name. A check of `name` narrows `event`. */
export type NamedEvent = { [Name in EventName]: { readonly name: Name; readonly event: CoordinatorEvents[Name] } }[EventName]

/** What a listener can subscribe to: the events of one name, or with `'*'` all events. */
export interface Subscriptions extends CoordinatorEvents {
  readonly '*': NamedEvent
}

/** Called with each event that it has subscribed to. */
export type Listener<Name extends keyof Subscriptions> = (event: Subscriptions[Name]) => unknown

/** Typed listeners. */
export interface Emitter {
  readonly on: <Name extends keyof Subscriptions>(name: Name, listener: Listener<Name>) => () => void
  /** Calls the listeners in a microtask, outside whatever is going on now. Errors of a listener go to `reportError`. */
  readonly emit: <Name extends EventName>(name: Name, event: CoordinatorEvents[Name]) => void
  /** Does anyone listen to an event of requests? Costs no allocation. */
  readonly isRequestWatched: () => boolean
}
