import ky, { type Options } from 'ky'

/**
 * Sends an attempt with its own timer, as ky's timer covers neither a replay nor an attempt that waited for a token. The timer is that of a
 * second ky call. The Request in the errors of the second call shows no token.
 *
 * @param send - sends the attempt, until the signal aborts
 * @param signal - the caller's signal
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
