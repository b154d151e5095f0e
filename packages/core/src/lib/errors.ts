import { printAs } from './redact.ts'
import { isRetryAfter } from '../lib/retry-after.ts'

/**
 * Base of every error that Everbearer makes. Tell them apart by `code`.
 *
 * Neither message nor any enumerable field ever holds a token, a secret or a body. `cause` is the real
 * cause; as it may come from a source of yours, printing and JSON show no more of it than its name.
 */
export abstract class EverbearerError extends Error {
  /** Stable literal, the same in every version. */
  abstract readonly code: string

  constructor(message: string, cause?: unknown) {
    super(message)
    // An accessor, as Node prints an uncaught error and clones any error with the value of a plain `cause`.
    if (cause !== undefined) Object.defineProperty(this, 'cause', { get: () => cause, configurable: true })
    Object.defineProperty(this, 'name', { value: new.target.name, configurable: true })
  }

  /** The error as plain fields; no cause. */
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

/** What an authorization server (or a source of yours) said when it gave no token. */
export interface TokenRequestFailure {
  /** HTTP status; absent where no answer came. */
  status?: number | undefined
  /** The `error` of the answer, RFC 6749 §5.2. What is no error code is not kept: it may be a secret that was echoed. */
  error?: string | undefined
  /** The Retry-After header as it was sent, RFC 9110 §10.2.3. What can't be read is not kept. */
  retryAfter?: string | undefined
  cause?: unknown
}

/** All registered error codes look like this, and no generated secret does. */
export function isErrorCode(error: unknown): error is string {
  return typeof error === 'string' && /^[a-z_]{3,40}$/.test(error)
}

/** A token request failed: thrown by token sources, and the `cause` of what callers see. */
export class TokenRequestError extends EverbearerError {
  readonly code = 'ERR_TOKEN_REQUEST'
  declare readonly status?: number
  declare readonly error?: string
  declare readonly retryAfter?: string

  constructor(message: string, failure: TokenRequestFailure = {}) {
    super(message, failure.cause)
    if (failure.status !== undefined) this.status = failure.status
    if (isErrorCode(failure.error)) this.error = failure.error
    // What is neither seconds nor a date may be a secret that was echoed.
    if (isRetryAfter(failure.retryAfter)) this.retryAfter = failure.retryAfter
  }
}

/** An answer that can't be used: not JSON, no access token, a token type that can't be sent, metadata of no use. */
export class TokenResponseError extends EverbearerError {
  readonly code = 'ERR_TOKEN_RESPONSE'
}

/** The store failed, took too long, or gave a record that can't be used. Told by event only: memory serves on. */
export class StoreError extends EverbearerError {
  readonly code = 'ERR_STORE'
}

/** What the errors of a cooldown have in common. */
abstract class CooldownError extends EverbearerError {
  /** When the next token request is allowed: ms since 1970. Until then requests fail at once. */
  readonly retryAt: number

  constructor(message: string, retryAt: number, cause?: unknown) {
    super(message, cause)
    this.retryAt = retryAt
  }
}

/** No token for now: network, overload, time-out or an unusable answer. Trying again later may help. */
export class TokenUnavailableError extends CooldownError {
  readonly code = 'ERR_TOKEN_UNAVAILABLE'
}

/** The server refused the client or its credentials. Only other credentials or settings will help. */
export class CredentialsRejectedError extends CooldownError {
  readonly code = 'ERR_CREDENTIALS_REJECTED'
  /** The `error` of the answer, RFC 6749 §5.2, where there was one. */
  declare readonly error?: string

  constructor(message: string, retryAt: number, error?: string, cause?: unknown) {
    super(message, retryAt, cause)
    if (error !== undefined) this.error = error
  }
}

/**
 * The code of the token source has a mistake, or the source waits for its own token. Only a change of that code will help.
 * The `cause` is what the source threw, with its own stack.
 */
export class TokenSourceError extends CooldownError {
  readonly code = 'ERR_TOKEN_SOURCE'
}

/**
 * Why a session is over. `not-signed-in`: no session has begun, as nobody is signed in. `no-grant`: there is no way to a new
 * token. `cleared`: a logout, here or in another process. `replaced`: another session has begun, here or in another process.
 * `disposed`: by `dispose()`.
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
 * The session that the call began in has ended, or no session has begun: see `reason`. A new call belongs to the session that
 * is there now.
 *
 * A token source throws this error to end the session, as after a logout at the server.
 */
export class SessionEndedError extends EverbearerError {
  readonly code = 'ERR_SESSION_ENDED'
  readonly reason: SessionEndReason

  /** @param reason - @default 'no-grant', which is what a token source says */
  constructor(reason: SessionEndReason = 'no-grant', cause?: unknown) {
    super(sessionEnds[reason], cause)
    this.reason = reason
  }
}
