import type { Failure } from './classify-failure.ts'

/**
 * What follows a refresh that failed, where the source can obtain a token without asking a person.
 * `obtain`: the refresh token is of no use, obtain at once. `obtain, keep`: the server refused the client and not the
 * refresh token, obtain at once. `obtain later`: cool down, then obtain. `refresh later`: cool down, then refresh.
 */
export type AfterFailedRefresh = 'obtain' | 'obtain, keep' | 'obtain later' | 'refresh later'

/** Overload: RFC 6585 §4, RFC 8628 §3.5. The server has not looked at the refresh token. */
const busyStatus = new Set([408, 425, 429, 503])
const busyErrors = new Set(['slow_down', 'temporarily_unavailable', 'use_dpop_nonce'])

/**
 * A server may say in many ways that a refresh token is dead: an empty 400, `unauthorized_client`, a page. Credentials
 * that are right get through all of them. A Retry-After holds for both grants: it is the same endpoint.
 */
export function afterFailedRefresh(failure: Failure): AfterFailedRefresh {
  const { status, error, retryAfter, class: failureClass } = failure
  if (failureClass === 'invalid-grant') return 'obtain'
  if (isBusy(failure) || isServerError(failure) || retryAfter !== undefined) return 'obtain later'
  if (failureClass === 'transient' || failureClass === 'source-error') return 'refresh later'
  return error === 'invalid_client' || status === 401 ? 'obtain, keep' : 'obtain'
}

/** Did the server turn the request away for now, whatever the refresh token? */
export function isBusy({ status, error }: Failure): boolean {
  return (status !== undefined && busyStatus.has(status)) || (error !== undefined && busyErrors.has(error))
}

function isServerError({ status, error }: Failure): boolean {
  return (status !== undefined && status >= 500) || error === 'server_error'
}

/** Did the server answer that this refresh token brings no token? */
export function isRejection(failure: Failure): boolean {
  return failure.class === 'invalid-grant' || (failure.status !== undefined && afterFailedRefresh(failure) === 'obtain')
}
