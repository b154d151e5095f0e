import { TokenResponseError } from '../lib/errors.ts'
import { chunksOf } from './chunks-of.ts'

/** Largest body that a server may send, bytes after decoding. Token responses and metadata have a few thousand bytes. */
const mostBytes = 1_048_576

/**
 * Reads a whole response of at most 1 MiB into memory. The limit counts decompressed bytes, so neither an endless body nor a small
 * compressed body can fill the memory. For authors of token sources.
 *
 * @param signal - cancels the body; the returned body then ends early. @default no signal
 * @returns a response of the same status and headers, with its body in memory. A response without a `body` stream is returned
 * unchanged, as in React Native, which has read the body already.
 * @throws {TokenResponseError} the body is longer than 1 MiB; the rest of the body is cancelled
 *
 * @example
 * ```ts
 * import type { TokenSourceFunction } from '@everbearer/core'
 * import { readBounded } from '@everbearer/core/adapter'
 *
 * export const source: TokenSourceFunction = async ({ signal }) => {
 *   const response = await readBounded(await fetch('/session/token', { method: 'POST', signal }), signal)
 *   return response.json()
 * }
 * ```
 * @experimental
 */
export async function readBounded(response: Response, signal?: AbortSignal): Promise<Response> {
  const { body, status, statusText, headers } = response
  if (!body) return response
  const bytes = await readBytes(chunksOf(body), signal)
  // For a status such as 204, the constructor rejects even an empty body.
  return new Response(bytes.length === 0 ? null : bytes, { status, statusText, headers })
}

async function readBytes(chunks: AsyncIterator<Uint8Array>, signal: AbortSignal | undefined): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(mostBytes)
  let length = 0
  // The promise is not awaited, because the promise of a user's own stream may never settle.
  const cancel = (): void => void chunks.return?.().catch(() => {})
  signal?.addEventListener('abort', cancel, { once: true })
  if (signal?.aborted) cancel()
  try {
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
      const end = length + next.value.byteLength
      // The condition is negated so that a chunk without a length throws, too: its `end` is NaN.
      if (!(end <= mostBytes)) {
        cancel()
        throw new TokenResponseError('The response of the authorization server is longer than 1 MiB.')
      }
      bytes.set(next.value, length)
      length = end
    }
  } finally {
    signal?.removeEventListener('abort', cancel)
  }
  return bytes.slice(0, length)
}
