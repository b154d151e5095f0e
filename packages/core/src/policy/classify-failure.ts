import { isOverload } from '../http/is-overload.ts'
import {
  isErrorCode,
  SessionEndedError,
  TokenRequestError,
  type TokenRequestFailure,
  TokenResponseError,
  TokenSourceError,
} from '../lib/errors.ts'
import { causesOf } from '../lib/causes.ts'
import { isProgrammingError } from '../lib/is-programming-error.ts'
import { hasDeadGrant } from '../token/dead-grant.ts'
import type { Grant } from '../token/grant.ts'

/**
 * The class of a failed token request.
 *
 * `transient`: a retry may help. `terminal`: the server rejected the client or its credentials. `invalid-grant`: the refresh token is
 * invalid. `unusable`: the response can't be used, for example a proxy's page during a deployment. Credentials are then sent again, except
 * after a 400 or 403. A refresh token is not sent again in the same refresh, because the server may have used this token. `session-ended`:
 * the source reports that the session has ended. `source-error`: the code of the token source has a mistake.
 */
export type FailureClass = 'transient' | 'terminal' | 'invalid-grant' | 'unusable' | 'session-ended' | 'source-error'

/** A failed token request and its class. */
export interface Failure {
  readonly class: FailureClass
  /** The way in which the source requested the token: with the refresh token, or with its own credentials. */
  readonly grant: Grant
  /** The `error` of the response, RFC 6749 §5.2. */
  readonly error?: string | undefined
  readonly status?: number | undefined
  readonly retryAfter?: string | undefined
  readonly cause: Error
}

const transientErrors = new Set(['temporarily_unavailable', 'server_error', 'slow_down'])
/**
 * The error codes that mean an invalid refresh token. Keycloak responds to a refresh with `invalid_scope` if the user has withdrawn the
 * consent.
 */
const deadGrantErrors = new Set(['invalid_grant', 'invalid_scope'])

/** Classifies the value that a source threw while the source used `grant`. */
export function classify(thrown: unknown, grant: Grant): Failure {
  const { status, error, retryAfter } = describe(thrown)
  const cause = thrown instanceof Error ? thrown : new TokenRequestError('The token source threw something that is no error.')
  const as = (failureClass: FailureClass): Failure => ({ class: failureClass, grant, error, status, retryAfter, cause })

  // The source may get its tokens from another coordinator. If that coordinator's session was replaced, the next call belongs to the new
  // session.
  if (thrown instanceof SessionEndedError) return as(thrown.reason === 'replaced' ? 'transient' : 'session-ended')
  // In a hand-written source, `response.json()` throws a SyntaxError if the response is not JSON.
  if (thrown instanceof TokenResponseError || thrown instanceof SyntaxError) return as('unusable')
  if (status === undefined && error === undefined && isSourceError(thrown)) return as('source-error')
  const isDead = hasDeadGrant(thrown)
  if (!isDead && error !== undefined && transientErrors.has(error)) return as('transient')
  if (isDead || (error !== undefined && deadGrantErrors.has(error))) return as(grant === 'refresh' ? 'invalid-grant' : 'terminal')
  if (error !== undefined || status === 401) return as(isOverload(status) ? 'transient' : 'terminal')
  return as(status === undefined || isOverload(status) ? 'transient' : 'unusable')
}

/** The statuses with which a server may reject credentials, RFC 6749 §5.2 and RFC 9110 §15.5. */
const refusals = new Set([400, 401, 403])

/** Checks whether credentials were rejected without an error code. The cause may be a temporary problem of a proxy, or a wrong password. */
export function isUnexplained({ grant, status, error }: Failure): boolean {
  return grant === 'obtain' && status !== undefined && refusals.has(status) && error === undefined
}

/**
 * Checks whether the source's code has a mistake, even if another error wraps the error of the mistake. HTTP clients may wrap a
 * `TokenSourceError`. Sources wrap the error that a custom `fetch` throws.
 */
function isSourceError(thrown: unknown): boolean {
  const mistake = thrown instanceof TokenRequestError ? thrown.cause : thrown
  return isProgrammingError(mistake) || causesOf(thrown).some((cause) => cause instanceof TokenSourceError)
}

/**
 * Reads status, OAuth error and Retry-After of a thrown error: of Everbearer, or of axios, ky, ofetch or openid-client in a hand-written
 * source.
 */
export function describe(thrown: unknown): TokenRequestFailure {
  if (thrown instanceof TokenRequestError) return thrown
  const { status, statusCode, data, response, error } = fieldsOf(thrown)
  const answer = fieldsOf(response)
  const body = fieldsOf(data ?? answer['data'])
  const statuses = [answer['status'], status, statusCode]
  return {
    status: statuses.find((value) => typeof value === 'number'),
    error: [body['error'], error].find((value) => isErrorCode(value)),
    retryAfter: header(answer['headers'], 'retry-after'),
  }
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function header(headers: unknown, name: string): string | undefined {
  const { get } = fieldsOf(headers)
  const value: unknown = typeof get === 'function' ? get.call(headers, name) : undefined
  return typeof value === 'string' ? value : undefined
}

/**
 * Describes why a request got no response, for a message. Returns the first system code in the chain of causes, such as ` (ENOTFOUND)`. If
 * there is no such code, returns the name of the error, such as ` (TypeError)`. For a value that is no error, returns an empty string.
 * Never returns the error's message, which may hold a secret.
 *
 * @example
 * ```ts
 * import { reasonOf } from '@everbearer/core/adapter'
 *
 * const error: unknown = await fetch('https://login.example.com').catch((thrown: unknown) => thrown)
 * console.log(`No token${reasonOf(error)}.`) // No token (ENOTFOUND).
 * ```
 * @experimental
 */
export function reasonOf(thrown: unknown): string {
  const code = systemCodeOf(thrown)
  if (code !== undefined) return ` (${code})`
  return thrown instanceof Error ? ` (${thrown.name})` : ''
}

/** Returns the first system code, such as `ENOTFOUND`, in the chain of causes. */
export function systemCodeOf(thrown: unknown): string | undefined {
  for (const cause of causesOf(thrown)) {
    const { code } = cause as { code?: unknown }
    if (cause instanceof Error && typeof code === 'string' && /^(?!ERR_TOKEN_)[A-Z][A-Z0-9_]+$/.test(code)) return code
  }
  return undefined
}
