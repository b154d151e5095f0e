/// <reference lib="esnext.disposable" preserve="true" />
import type { Clock } from '../lib/clock.ts'
import type { Coordinator } from './coordinator-interface.ts'
import type { PeekedSession } from '../policy/session-status.ts'
import type { CoordinatorEvents, EventName } from './events.ts'

/**
 * A pool of coordinators, with one coordinator for each account. An account is a tenant, a user, an audience, or a session of a web
 * server's user.
 */
export interface CoordinatorPool<Account> {
  /**
   * Returns the coordinator of an account. The first call creates this coordinator, and later calls return it as long as it is in the pool.
   * Each call counts as a use of the account.
   */
  for(account: Account): Coordinator
  /** Is the coordinator of an account in the pool? A call does not count as a use of the account for `max` and `idle`. */
  has(account: Account): boolean
  /** Removes an account and disposes of its coordinator. Requests that wait for its token reject with a `SessionEndedError`. */
  delete(account: Account): void
  /**
   * Ends sessions after a logout at the OpenID provider: OpenID Connect Back-Channel Logout 1.0 §2.7. Takes the claims of a logout token
   * that you have verified, §2.6. With a `sid`, the session with this id ends. Without a `sid`, all sessions of the subject end. If the id
   * of a session is unknown, the session ends if its subject matches.
   *
   * The pool compares the claims with the ID token and subject of each session in memory. For all other sessions, such as sessions that are
   * only in the store, the option `accountsOf` returns the accounts. The pool calls `clear()` to end each session, also in the store. The
   * account then leaves the pool.
   *
   * @example
   * ```ts
   * import { type CoordinatorPool, type LogoutClaims } from '@everbearer/core'
   *
   * declare const sessions: CoordinatorPool<string>
   *
   * export async function backChannelLogout(claims: LogoutClaims): Promise<void> {
   *   await sessions.end(claims) // the payload of a logout token that jose has verified
   * }
   * ```
   * @returns the keys of the accounts whose sessions have ended
   * @throws {TypeError} the claims have neither a `sid` nor a `sub`
   * @throws {AggregateError} `accountsOf` failed, or a logout could not be stored; all other sessions have ended
   */
  end(logout: LogoutClaims): Promise<readonly string[]>
  /**
   * Subscribes to the events of all coordinators that are in the pool now or join later. If such a coordinator leaves the pool, the
   * listener still gets its events. The name is the name of an event, or `'*'` for all events. Returns a function that unsubscribes.
   *
   * @example
   * ```ts
   * import { type CoordinatorPool } from '@everbearer/core'
   *
   * declare const tenants: CoordinatorPool<string>
   *
   * tenants.on('session-ended', ({ account, event }) => console.log(account, event.reason))
   * tenants.on('*', ({ account, name }) => console.log(account, name))
   * ```
   * @throws {TypeError} the event does not exist, or the listener is not a function
   */
  on<Name extends EventName | '*'>(name: Name, listener: PoolListener<Name>): () => void
  /**
   * Returns the result of `peek()` for each coordinator in the pool. A call does not count as a use of an account for `max` and `idle`.
   *
   * @example
   * ```ts
   * import { type CoordinatorPool } from '@everbearer/core'
   *
   * declare const tenants: CoordinatorPool<string>
   *
   * console.log(tenants.peek().filter(({ status }) => status === 'ended').length) // accounts without a session
   * ```
   */
  peek(): readonly PeekedSession[]
  /** Number of coordinators in the pool. */
  readonly size: number
  /** Disposes of all coordinators. A token request that carries a refresh token still completes, and its tokens are saved. */
  dispose(): void
  /** Calls `dispose()` at the end of a `using` block. */
  [Symbol.dispose](): void
  /** Disposes of all coordinators. Resolves when everything in progress is saved, also for coordinators that left the pool earlier. */
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * The argument of functions such as `withBearer` and `logEvents`: one coordinator, or a pool. With a pool, each request names its
 * coordinator in the request option `bearer`.
 */
export type CoordinatorOrPool = Coordinator | CoordinatorPool<never>

/** An event of one account in a pool. A check of `name` narrows `event`. */
export type AccountEvent<Name extends EventName = EventName> = {
  [Each in Name]: {
    /** Key in the pool of the coordinator that emitted the event. */
    readonly account: string
    readonly name: Each
    readonly event: CoordinatorEvents[Each]
  }
}[Name]

/** A listener of a pool's events. Called for each event of the name that was passed to `on()`; with `'*'`, for all events. */
export type PoolListener<Name extends EventName | '*'> = (event: AccountEvent<Name extends EventName ? Name : EventName>) => unknown

/** The claims of a logout token that identify sessions: OpenID Connect Back-Channel Logout 1.0 §2.4. Other claims are ignored. */
export interface LogoutClaims {
  /** The issuer. Pass it: subjects and session ids are unique only within one issuer. */
  readonly iss?: string | undefined
  /** The subject. Without a `sid`, all sessions of this user end. */
  readonly sub?: string | undefined
  /** The id of one session at the issuer: a string. */
  readonly sid?: unknown
}

/**
 * The reason why a coordinator left its pool. `idle`: the coordinator was not requested during the time of the option `idle`. `size`: the
 * pool had more than `max` coordinators. `deleted`, `ended`, `disposed`: by a call of `delete()`, `end()` or `dispose()`.
 */
export type EvictReason = 'idle' | 'size' | 'deleted' | 'ended' | 'disposed'

/** Options of `createCoordinatorPool()`. */
export interface CoordinatorPoolOptions<Account = unknown> {
  /** Maximum number of coordinators in the pool. Above this number, the least recently used coordinator leaves the pool. @default 1_000 */
  readonly max?: number | undefined
  /**
   * Time from the last `for()` of an account until its coordinator leaves the pool, ms. While a token request is in progress, the
   * coordinator stays until the response is saved. Each `for()` and a timer check this time. The timer does not keep the process alive.
   * @default no coordinator leaves the pool because of this time
   */
  readonly idle?: number | undefined
  /**
   * Called after a coordinator has left the pool, with the key of its account. Errors are treated like errors of a listener of `on()`.
   * @default nothing is called
   */
  readonly onEvict?: ((account: string, reason: EvictReason) => unknown) | undefined
  /**
   * Returns the accounts that a logout affects, for `end()`. Look them up in your own index. Sessions that are not in the memory of this
   * process end only if this function returns their accounts. @default only sessions in memory end
   */
  readonly accountsOf?: ((logout: LogoutClaims) => Iterable<Account> | Promise<Iterable<Account>>) | undefined
  /** Clock and timer for `idle`. Tests can replace them, so that they need not wait. @default systemClock */
  readonly clock?: Clock | undefined
}
