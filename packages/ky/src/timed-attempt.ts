import ky, { type Options } from 'ky'

/**
 * Sends an attempt with a timer of its own: ky's timer is not for an attempt that waited for a token, or for a replay. A bare ky has such a
 * timer, and a request that shows no token to whoever logs an error.
 *
 * @param send - sends it until the signal aborts
 * @param signal - the caller's
 */
export function sendTimedAttempt(
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
