import { TokenRequestError, TokenResponseError } from '@everbearer/core'

/** Time that the error `slow_down` adds to the interval between polls, ms: RFC 8628 §3.5. */
const slowDown = 5_000
/** Limit for the growth of the interval between polls after failures of the network or the server, ms. */
const longest = 60_000

/**
 * Returns the time from a failed poll to the next poll, ms. Undefined: the login has failed. After a failure of the network or the server,
 * the interval doubles, up to 60 s: RFC 8628 §3.5.
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
