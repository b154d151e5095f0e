import type { Attributes } from '@opentelemetry/api'
import type { CoordinatorEvents } from '@everbearer/core'
import { parseUrl } from '@everbearer/core/adapter'

/**
 * Names of attributes. `error.type`, `http.response.status_code`, `server.address` and `server.port` are names of OpenTelemetry's semantic
 * conventions. The conventions have no names for OAuth.
 */
export const names = {
  reason: 'everbearer.refresh.reason',
  outcome: 'everbearer.refresh.outcome',
  waiters: 'everbearer.refresh.waiters',
  grant: 'everbearer.grant',
  rule: 'everbearer.ignore.rule',
  operation: 'everbearer.store.operation',
  end: 'everbearer.session.end_reason',
  errorType: 'error.type',
  status: 'http.response.status_code',
  server: 'server.address',
  port: 'server.port',
} as const

/** The value of `error.type` for errors that are not in the list of known errors. */
const other = '_OTHER'

/** Error codes of token endpoints, at IANA or in wide use. Other codes are recorded as `_OTHER`, to limit the number of time series. */
const tokenErrors: ReadonlySet<string> = new Set([
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
  'access_denied',
  'authorization_pending',
  'expired_token',
  'slow_down',
  'invalid_target',
  'unsupported_token_type',
  'invalid_dpop_proof',
  'use_dpop_nonce',
  'interaction_required',
  'login_required',
  'consent_required',
  'server_error',
  'temporarily_unavailable',
])

/** Returns `error.type` of a failed token request: the error code of the response, else its status, else the class of the failure. */
export function errorTypeOf({ error, status, class: failureClass }: CoordinatorEvents['attempt-failed']): string {
  if (error !== undefined) return tokenErrors.has(error) ? error : other
  if (status === undefined) return failureClass
  return statusOf(status) === undefined ? other : String(status)
}

/** Returns `error.type` of a challenge (`WWW-Authenticate` header): its error code, or `_OTHER` if the standards do not define the code. */
export function challengeTypeOf({ error }: CoordinatorEvents['ignored']): string | undefined {
  return error === 'other' ? other : error
}

/** Returns the status if it is an HTTP status, RFC 9110 §15. A hand-written token source may report any number. */
export function statusOf(status: number | undefined): number | undefined {
  return Number.isInteger(status) && status! >= 100 && status! < 600 ? status : undefined
}

/** Returns `server.address` and `server.port` of an origin. The result is empty if the origin is no URL. */
export function serverOf(origin: string): Attributes {
  const url = parseUrl(origin)
  if (url === null) return {}
  const { hostname, port, protocol } = url
  return { [names.server]: hostname, [names.port]: Number(port) || (protocol === 'https:' ? 443 : 80) }
}

/** Drops attributes without a value, as they would make additional time series. */
export function present(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined))
}
