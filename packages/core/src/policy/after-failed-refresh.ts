import type { Failure } from './classify-failure.ts'

/**
 * The next step after a failed refresh, if the source can obtain a token with its own credentials, without a person. `obtain`: the refresh
 * token is useless, so obtain at once. `obtain, keep`: the server rejected the client and not the refresh token. Obtain at once, and keep
 * the refresh token. `obtain later`: obtain after a cooldown. `refresh later`: refresh after a cooldown.
 */
export type AfterFailedRefresh = 'obtain' | 'obtain, keep' | 'obtain later' | 'refresh later'

/**
 * Statuses and errors that say nothing about the refresh token: the request was late, early or one of too many, or its proof lacks a nonce.
 * RFC 9110 §15.5.9 and §15.6.4, RFC 8470 §5.2, RFC 6585 §4, RFC 8628 §3.5, RFC 6749 §4.1.2.1, RFC 9449 §8.
 */
const unrelatedStatus = new Set([408, 425, 429, 503])
const unrelatedErrors = new Set(['slow_down', 'temporarily_unavailable', 'use_dpop_nonce'])

/**
 * Returns the next step after a failed refresh. Servers report an invalid refresh token in many ways: an empty 400, `unauthorized_client`,
 * an HTML page. The source's own credentials work in all these cases, so `obtain` usually follows. If the response has a Retry-After,
 * `obtain` waits, too, because `refresh` and `obtain` use the same endpoint.
 */
export function afterFailedRefresh(failure: Failure): AfterFailedRefresh {
  const { status, error, retryAfter, class: failureClass } = failure
  if (failureClass === 'invalid-grant') return 'obtain'
  if (isUnrelated(failure) || isServerError(failure) || retryAfter !== undefined) return 'obtain later'
  if (failureClass === 'transient' || failureClass === 'source-error') return 'refresh later'
  return error === 'invalid_client' || status === 401 ? 'obtain, keep' : 'obtain'
}

/** Checks whether a failure says nothing about the refresh token, for example because the server did not check the token. */
export function isUnrelated({ status, error }: Failure): boolean {
  return (status !== undefined && unrelatedStatus.has(status)) || (error !== undefined && unrelatedErrors.has(error))
}

function isServerError({ status, error }: Failure): boolean {
  return (status !== undefined && status >= 500) || error === 'server_error'
}

/** Checks whether a failed refresh shows that the refresh token is useless, because the server has rejected the token. */
export function isRejection(failure: Failure): boolean {
  return failure.class === 'invalid-grant' || (failure.status !== undefined && afterFailedRefresh(failure) === 'obtain')
}
