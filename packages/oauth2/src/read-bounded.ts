import { TokenResponseError } from '@everbearer/core'

/** Most that a server may send as one body, bytes as decoded. Token responses and metadata have a few thousand. */
const mostBytes = 1_048_576

/**
 * Reads a response whole, so that no body stays unread and no server fills the memory: neither with an endless body, nor
 * with a small one that unpacks to gigabytes.
 *
 * @returns a response of the same status and headers, with its body in memory. React Native shows no stream and has
 * read the body already: such a response is returned as it is.
 * @throws {TokenResponseError} the body is longer than 1 MiB; the rest of the body is cancelled
 */
export async function readBounded(response: Response): Promise<Response> {
  const { body, status, statusText, headers } = response
  if (!body) return response
  const bytes = await readBytes(chunksOf(body))
  // The platform takes a status such as 204 with no body only, not even with an empty one.
  return new Response(bytes.length === 0 ? null : bytes, { status, statusText, headers })
}

async function readBytes(chunks: AsyncIterator<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(mostBytes)
  let length = 0
  for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
    const end = length + next.value.byteLength
    // The comparison also fails for a chunk that is no bytes and so has no length.
    if (!(end <= mostBytes)) {
      // Not awaited, as a stream of the user's own may never settle this promise.
      void chunks.return?.().catch(() => {})
      throw new TokenResponseError('The response of the authorization server is longer than 1 MiB.')
    }
    bytes.set(next.value, length)
    length = end
  }
  return bytes.slice(0, length)
}

/** Not every browser can iterate a stream, and node-fetch gives a stream that has no reader. */
function chunksOf(body: ReadableStream<Uint8Array>): AsyncIterator<Uint8Array> {
  if (!('getReader' in body)) return (body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]()
  const reader = body.getReader()
  return {
    next: () => reader.read() as Promise<IteratorResult<Uint8Array>>,
    return: async () => ({ done: true, value: await reader.cancel() }),
  }
}
