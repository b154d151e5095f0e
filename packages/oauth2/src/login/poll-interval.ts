import { TokenRequestError, TokenResponseError } from '@everbearer/core'

/** Time that `slow_down` adds to the interval, ms: RFC 8628 §3.5. */
const slowDown = 5_000
/** Maximum interval after failures of the network or the server, ms. */
const longest = 60_000

/**
 * Returns the interval until the next poll, ms. Undefined: the login is over. After a request without a response, the interval grows: RFC
 * 8628 §3.5.
 *
 * @param interval - the interval before the failed poll, ms
 */
export function nextInterval(error: unknown, interval: number): number | undefined {
  const slower = Math.max(interval, Math.min(interval * 2, longest))
  if (error instanceof TokenResponseError) return slower
  if (!(error instanceof TokenRequestError)) return undefined
  const { error: code, status = 500 } = error
  if (code === 'authorization_pending') return interval
  if (code === 'slow_down') return interval + slowDown
  return status >= 500 || status === 408 || status === 429 ? slower : undefined
}
