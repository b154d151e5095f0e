import type { BodyStream } from './body.ts'
import type { Clock } from '../lib/clock.ts'
import { chunksOf } from './chunks-of.ts'

/** Largest body that is read to free a connection, bytes. */
const mostBytes = 1_048_576
/** Longest that reading it may take, ms. */
const mostTime = 5_000

/**
 * Reads a stream to its end and throws the bytes away, so that its connection is free again: in a pool of one,
 * the token request would wait for it for ever.
 *
 * @returns false where the end did not come within 1 MiB and 5 s, or before the signal aborted; the stream is
 * cancelled then
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
