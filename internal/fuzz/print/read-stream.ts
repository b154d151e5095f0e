/** Bytes are read up to here; a stream that stalls gets no further than its last chunk. */
const mostChunks = 30

/** A stream of the platform or of Node. */
export function isStream(body: unknown): body is AsyncIterable<unknown> {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body
}

/**
 * Reads a streamed response, and aborts its request after so many chunks.
 *
 * @returns what the reader is thrown, if anything
 */
export async function readStream(stream: AsyncIterable<unknown>, abortAfter: number | undefined, abort: () => void): Promise<unknown> {
  const chunks = stream[Symbol.asyncIterator]()
  try {
    for (let read = 0; read < mostChunks; read++) {
      const next = chunks.next()
      if (read === abortAfter) abort()
      if ((await next).done === true) break
    }
    await chunks.return?.()
    return undefined
  } catch (error) {
    return error
  }
}
