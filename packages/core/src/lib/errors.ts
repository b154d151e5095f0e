import { printAs } from './redact.ts'
import { isRetryAfter } from '../lib/retry-after.ts'

/**
 * Base class of Everbearer's errors. Each class has a different `code`. Wrong arguments throw a `TypeError` instead.
 *
 * Neither the message nor any enumerable field ever holds a token, a secret or a body. `cause` is the original error, which may come from
 * your own source and hold secrets: printing shows only its name, and JSON omits it.
 */
export abstract class EverbearerError extends Error {
  /** The code of the error class, which never changes between versions. */
  abstract readonly code: string

  constructor(message: string, cause?: unknown) {
    super(message)
    // `cause` is an accessor, because Node shows a plain `cause` when Node prints an uncaught error or clones an error.
    if (cause !== undefined) Object.defineProperty(this, 'cause', { get: () => cause, configurable: true })
    Object.defineProperty(this, 'name', { value: new.target.name, configurable: true })
  }

  /** Returns the fields of the error as a plain object, without the cause. */
  toJSON(): object {
    return Object.assign({}, this, { name: this.name, message: this.message })
  }

  static {
    printAs(this.prototype, ({ name, message, stack = `${name}: ${message}`, code, cause }) => {
      const because = cause instanceof Error ? `, [cause]: ${cause.name}` : ''
      return `${stack} { code: '${code}'${because} }`
    })
  }
}

/** The facts of a failed token request, from an authorization server or from your own source. */
export interface TokenRequestFailure {
  /** HTTP status. @default no response arrived */
  status?: number | undefined
  /** The `error` of the response, RFC 6749 §5.2. A value that is no error code is dropped: it may be an echoed secret. @default none */
  error?: string | undefined
  /** The Retry-After header as sent, RFC 9110 §10.2.3. An unreadable value is dropped. @default none */
  retryAfter?: string | undefined
  /** The error that made the request fail. @default none */
  cause?: unknown
}

/**
 * Checks whether a value looks like an OAuth error code. All registered codes match. Generated secrets do not match, so no message shows
 * them.
 */
export function isErrorCode(error: unknown): error is string {
  return typeof error === 'string' && /^[a-z_]{3,40}$/.test(error)
}

/** The error of a failed token request. Token sources throw this error, and callers get it as the `cause` of their error. */
export class TokenRequestError extends EverbearerError {
  readonly code = 'ERR_TOKEN_REQUEST'
  /** HTTP status; absent: no response arrived. */
  declare readonly status?: number
  /** The `error` of the response, RFC 6749 §5.2; absent: no error code. */
  declare readonly error?: string
  /** The Retry-After header as sent, RFC 9110 §10.2.3; absent: no readable header. */
  declare readonly retryAfter?: string

  constructor(message: string, failure: TokenRequestFailure = {}) {
    super(message, failure.cause)
    if (failure.status !== undefined) this.status = failure.status
    if (isErrorCode(failure.error)) this.error = failure.error
    // A value that is neither seconds nor a date may be an echoed secret.
    if (isRetryAfter(failure.retryAfter)) this.retryAfter = failure.retryAfter
  }
}

/** A response of the token source can't be used: no JSON, no access token, a wrong token type, or unusable metadata. */
export class TokenResponseError extends EverbearerError {
  readonly code = 'ERR_TOKEN_RESPONSE'
}

/**
 * The store failed, took too long, or returned an unusable record. The event `store-failed` reports the error, and tokens stay in memory.
 * If the store stops a refresh, a `StoreError` is the `cause` of the callers' `TokenUnavailableError`. Example: the lease
 * (the right to refresh) was lost too often.
 */
export class StoreError extends EverbearerError {
  readonly code = 'ERR_STORE'
}

/** Base class of the errors that callers get during a cooldown: a time after a failed token request in which no token request is made. */
abstract class CooldownError extends EverbearerError {
  /** Moment of the next allowed token request, ms since 1970. Until then, requests that need a token fail at once. */
  readonly retryAt: number

  constructor(message: string, retryAt: number, cause?: unknown) {
    super(message, cause)
    this.retryAt = retryAt
  }
}

/** No token can be obtained for now, because of the network, an overload, a time-out or an unusable response. A later request may work. */
export class TokenUnavailableError extends CooldownError {
  readonly code = 'ERR_TOKEN_UNAVAILABLE'
}

/** The server rejected the client or its credentials. Only other credentials or settings will help. */
export class CredentialsRejectedError extends CooldownError {
  readonly code = 'ERR_CREDENTIALS_REJECTED'
  /** The `error` of the response, RFC 6749 §5.2; absent: no error code. */
  declare readonly error?: string

  constructor(message: string, retryAt: number, error?: string, cause?: unknown) {
    super(message, retryAt, cause)
    if (error !== undefined) this.error = error
  }
}

/**
 * The code of the token source has a mistake, or the source waits for its own token. Only a change of that code will help.
 * `cause` is the error that the source threw, with its own stack.
 */
export class TokenSourceError extends CooldownError {
  readonly code = 'ERR_TOKEN_SOURCE'
}

/**
 * The reason why there is no session. `not-signed-in`: no session has begun, as nobody is signed in. `no-grant`: neither the refresh token
 * nor the source's own credentials can bring a new token. `cleared`: a logout, here or in another process. `replaced`: another session has
 * begun, here or in another process. `disposed`: `dispose()` was called.
 */
export type SessionEndReason = 'not-signed-in' | 'no-grant' | 'cleared' | 'replaced' | 'disposed'

const sessionEnds: Record<SessionEndReason, string> = {
  'not-signed-in': 'Nobody is signed in. Log in, and call setTokens().',
  'no-grant': 'The session has ended: there is no way to a new token. Log in, and call setTokens().',
  cleared: 'The session was ended by a logout.',
  replaced: 'The session has ended: another session has begun in its place.',
  disposed: 'The coordinator was disposed of.',
}

/**
 * The session in which the call began has ended, or no session has begun: see `reason`. A new call belongs to the present session.
 *
 * A token source throws this error to end the session, for instance after a logout at the server.
 */
export class SessionEndedError extends EverbearerError {
  readonly code = 'ERR_SESSION_ENDED'
  /** Why there is no session. */
  readonly reason: SessionEndReason

  /**
   * @param reason - why there is no session; a token source leaves it out. @default 'no-grant'
   * @param cause - the error that ended the session. @default none
   */
  constructor(reason: SessionEndReason = 'no-grant', cause?: unknown) {
    super(sessionEnds[reason], cause)
    this.reason = reason
  }
}
