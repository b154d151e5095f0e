import type { Failure } from './classify-failure.ts'

/**
 * What a failed token request says of the refresh token that it presented. `unused`: the server can't have used it.
 * `rejected`: the server answered that it gave no token for it. `unknown`: the server may have spent it.
 */
export type TokenOutcome = 'unused' | 'rejected' | 'unknown'

/** The server turned the request away before it looked at the token: overload, or the demand for a nonce, RFC 9449 §8. */
const turnedAway = new Set([425, 429, 503])
const unusedErrors = new Set(['use_dpop_nonce', 'temporarily_unavailable', 'slow_down'])
/** No connection came about: a name without an address, a port without a listener, a handshake that failed. */
const neverConnected =
  /^(?:ENOTFOUND|EAI_[A-Z]+|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EPROTO|UND_ERR_CONNECT_TIMEOUT|ERR_(?:TLS|SSL)_\w+|CERT_\w+|\w*SELF_SIGNED\w*|UNABLE_TO_\w+)$/

/** Decides by what is known of the failure; `systemCode` is the code of the error at the end of the chain of causes. */
export function outcomeOf({ status, error, class: failureClass }: Failure, systemCode: string | undefined): TokenOutcome {
  if (status !== undefined && turnedAway.has(status)) return 'unused'
  if (error !== undefined) return unusedErrors.has(error) ? 'unused' : error === 'server_error' ? 'unknown' : 'rejected'
  if (status !== undefined) return status >= 400 && status < 500 && status !== 408 ? 'rejected' : 'unknown'
  if (failureClass === 'transient' && systemCode !== undefined && neverConnected.test(systemCode)) return 'unused'
  return 'unknown'
}
