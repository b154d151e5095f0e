import { drain } from '../http/drain-body.ts'
import { throwIfAborted } from '../lib/abort.ts'
import type { Clock } from '../lib/clock.ts'
import type { ErrorResponse } from './adapter-side.ts'

/**
 * Reads the unread body of a response that the caller does not get. An unread body keeps its connection busy, and the next request may need
 * this connection.
 *
 * @returns true: the connection is free; false: the body could not be read to its end
 * @throws the reason of `signal`, if the signal has aborted
 */
export async function freeConnection(
  { unread }: Pick<ErrorResponse, 'unread'>,
  clock: Clock,
  signal: AbortSignal | null | undefined,
): Promise<boolean> {
  let isFree = false
  try {
    const body = unread?.()
    isFree = body == null || (await drain(body, clock, signal))
  } catch {
    // A body that can't be copied can't be drained, so its connection stays busy.
  }
  throwIfAborted(signal)
  return isFree
}
