import type { BodyStream } from './body.ts'
import type { Clock } from '../lib/clock.ts'
import { chunksOf } from './chunks-of.ts'

/** Largest body that is read to free a connection, bytes. */
const mostBytes = 1_048_576
/** Longest time for reading a body to free a connection, ms. */
const mostTime = 5_000

/**
 * Reads a stream to its end and discards the bytes, which frees its connection. In a pool of one connection, the token request would
 * otherwise wait for ever.
 *
 * @returns true if the stream ended within 1 MiB and 5 s, and before the signal aborted; else false. A stream that is too long or too slow
 * is cancelled.
 */
export async function drain(stream: BodyStream, clock: Clock, signal?: AbortSignal | null): Promise<boolean> {
  const patience = new AbortController()
  const giveUp = (): void => patience.abort()
  const late = new Promise<undefined>((resolve) => {
    patience.signal.addEventListener('abort', () => resolve(undefined))
  })
  const timer = clock.setTimeout(giveUp, mostTime)
  signal?.addEventListener('abort', giveUp)
  if (signal?.aborted) giveUp()
  try {
    const chunks = chunksOf(stream)
    for (let bytes = 0; bytes <= mostBytes;) {
      const result = await Promise.race([chunks.next(), late])
      if (result === undefined) break
      if (result.done === true) return true
      bytes += result.value.byteLength
    }
    void chunks.return?.().catch(() => {})
    return false
  } catch {
    return false
  } finally {
    clock.clearTimeout(timer)
    signal?.removeEventListener('abort', giveUp)
  }
}
