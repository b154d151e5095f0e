import { isOverload } from '../http/is-overload.ts'
import { isSuccess, type JsonResponse } from '../http/json-response.ts'

/** A response of a session endpoint. */
export interface SessionResponse extends JsonResponse {
  /** Is the response a redirect, or was a redirect followed? Browsers show status 0 for a redirect. */
  readonly isRedirect: boolean
}

/**
 * Error codes for a user who is not signed in, or has to sign in again: OpenID Connect Core §3.1.2.6, RFC 6749 §5.2, RFC 6750 §3.1,
 * and common codes without a standard.
 */
const signedOutErrors = new Set<unknown>([
  'login_required',
  'interaction_required',
  'account_selection_required',
  'consent_required',
  'invalid_grant',
  'invalid_token',
  'session_expired',
  'session_ended',
  'unauthenticated',
  'not_authenticated',
])

/**
 * Checks whether this response means that nobody is signed in. True for a 401, a 204, and any redirect, which leads to a login page. True
 * for the JSON `null` or `{}`, and for a known `error`. False for a 408, 425, 429 or 5xx, unless a redirect led there.
 */
export function isSignedOut({ status, isRedirect, json }: SessionResponse): boolean {
  if (isRedirect || status === 401 || status === 204) return true
  if (isOverload(status)) return false
  if (isSuccess({ status }) && (json === null || isEmptyObject(json))) return true
  return signedOutErrors.has((json as { error?: unknown } | null | undefined)?.error)
}

function isEmptyObject(json: unknown): boolean {
  return typeof json === 'object' && json !== null && !Array.isArray(json) && Object.keys(json).length === 0
}
