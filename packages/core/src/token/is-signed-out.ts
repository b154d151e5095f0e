import { isOverload } from '../http/is-overload.ts'
import { isSuccess, type JsonResponse } from '../http/json-response.ts'

/** What a session endpoint sent. */
export interface SessionResponse extends JsonResponse {
  /** Is it a redirect, or the end of one that was followed? Browsers show status 0 for a redirect. */
  readonly isRedirect: boolean
}

/**
 * Errors that say that nobody is signed in, or that the user has to sign in again: OpenID Connect Core §3.1.2.6,
 * RFC 6749 §5.2, RFC 6750 §3.1, and what servers without a standard say.
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
 * Does a session endpoint say that nobody is signed in? A 401, a 204, any redirect (which leads to a login page), the JSON
 * `null` or `{}`, and a known `error` do. A 408, 425, 429 or 5xx never does.
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
