import type { Failure } from './classify-failure.ts'

/**
 * The outcome of a failed token request for the refresh token in the request. `unused`: the server can't have used the refresh token.
 * `rejected`: the server responded and gave no new token. `unknown`: the server may have used the refresh token.
 */
export type TokenOutcome = 'unused' | 'rejected' | 'unknown'

/** Statuses and errors of a server that has not checked the refresh token: an overload, or a required nonce (RFC 9449 §8). */
const turnedAway = new Set([425, 429, 503])
const unusedErrors = new Set(['use_dpop_nonce', 'temporarily_unavailable', 'slow_down'])
/** The system codes of a connection that was not made: an unknown name, a closed port, a failed handshake. */
const neverConnected =
  /^(?:ENOTFOUND|EAI_[A-Z]+|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EPROTO|UND_ERR_CONNECT_TIMEOUT|ERR_(?:TLS|SSL)_\w+|CERT_\w+|\w*SELF_SIGNED\w*|UNABLE_TO_\w+)$/

/** Returns what a failed token request means for its refresh token. `systemCode`: the first system code in the chain of causes. */
export function outcomeOf({ status, error, class: failureClass }: Failure, systemCode: string | undefined): TokenOutcome {
  if (status !== undefined && turnedAway.has(status)) return 'unused'
  if (error !== undefined) return unusedErrors.has(error) ? 'unused' : error === 'server_error' ? 'unknown' : 'rejected'
  if (status !== undefined) return status >= 400 && status < 500 && status !== 408 ? 'rejected' : 'unknown'
  if (failureClass === 'transient' && systemCode !== undefined && neverConnected.test(systemCode)) return 'unused'
  return 'unknown'
}
