import { TokenResponseError } from '../lib/errors.ts'
import { chunksOf } from './chunks-of.ts'

/** Most that a server may send as one body, bytes as decoded. Token responses and metadata have a few thousand. */
const mostBytes = 1_048_576

/**
 * Reads a response whole, so that no body stays unread and no server fills the memory: neither with an endless body, nor
 * with a small one that unpacks to gigabytes. For those who write token sources.
 *
 * @param signal - cancels the body; the response then ends early
 * @returns a response of the same status and headers, with its body in memory. React Native shows no stream and has
 * read the body already: such a response is returned as it is.
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
  // The platform takes a status such as 204 with no body only, not even with an empty one.
  return new Response(bytes.length === 0 ? null : bytes, { status, statusText, headers })
}

async function readBytes(chunks: AsyncIterator<Uint8Array>, signal: AbortSignal | undefined): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(mostBytes)
  let length = 0
  // Not awaited, as a stream of the user's own may never settle this promise.
  const cancel = (): void => void chunks.return?.().catch(() => {})
  signal?.addEventListener('abort', cancel, { once: true })
  if (signal?.aborted) cancel()
  try {
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
      const end = length + next.value.byteLength
      // The comparison also fails for a chunk that is no bytes and so has no length.
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
