import ky, { type Options } from 'ky'

/**
 * Sends an attempt that ky's timer is not for, as it waited for a token or is a replay. A bare ky times it: by a timer of its
 * own, and with a request that shows no token to whoever logs an error.
 *
 * @param send - sends it until the signal aborts
 * @param signal - the caller's
 */
export function sendLate(
  send: (signal: AbortSignal) => Promise<Response>,
  { url, method }: Request,
  { timeout }: Options,
  signal: AbortSignal,
): Promise<Response> {
  return ky(url, {
    method,
    fetch: (timed) => send((timed as Request).signal),
    retry: 0,
    signal,
    throwHttpErrors: false,
    ...(timeout !== undefined && { timeout }),
  })
}
