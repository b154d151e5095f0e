import type { Attributes } from '@opentelemetry/api'
import type { CoordinatorEvents } from '@everbearer/core'
import { parseUrl } from '@everbearer/core/adapter'

/**
 * Names of attributes. `error.type`, `http.response.status_code`, `server.address` and `server.port` are those of OpenTelemetry's semantic
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

/** The value of `error.type` for all errors outside of its closed list. */
const other = '_OTHER'

/** The error codes of token endpoints in IANA's registry of OAuth extensions errors, and those in wide use. Others may be unbounded. */
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

/** `error.type` of a failed token request: the code of the response, else its status, else the class of the failure. */
export function errorTypeOf({ error, status, class: failureClass }: CoordinatorEvents['attempt-failed']): string {
  if (error !== undefined) return tokenErrors.has(error) ? error : other
  if (status === undefined) return failureClass
  return statusOf(status) === undefined ? other : String(status)
}

/** `error.type` of a challenge: its `error`, if the standards know that error. */
export function challengeTypeOf({ error }: CoordinatorEvents['ignored']): string | undefined {
  return error === 'other' ? other : error
}

/** A status of HTTP, RFC 9110 §15. A hand-written token source may report any number. */
export function statusOf(status: number | undefined): number | undefined {
  return Number.isInteger(status) && status! >= 100 && status! < 600 ? status : undefined
}

/** `server.address` and `server.port` of an origin; nothing if the URL of the request can't be read. */
export function serverOf(origin: string): Attributes {
  const url = parseUrl(origin)
  if (url === null) return {}
  const { hostname, port, protocol } = url
  return { [names.server]: hostname, [names.port]: Number(port) || (protocol === 'https:' ? 443 : 80) }
}

/** Drops attributes without a value, which would make time series of their own. */
export function present(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined))
}
