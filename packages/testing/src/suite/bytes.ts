/** Returns the SHA-256 of the bytes in hex, as the testbed does. */
export async function sha256(content: string | Uint8Array<ArrayBuffer>): Promise<string> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
  const digest = new Uint8Array(await subtle().digest('SHA-256', bytes))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Makes bytes with a pattern, so that tests notice lost or repeated parts. */
export function patternedBytes(length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(length).map((_, index) => (index * 31 + (index >> 8)) % 251)
}

/** Counts the bytes of a body of any type that clients return. A stream is read to its end. */
export async function lengthOf(body: unknown): Promise<number> {
  if (typeof body === 'string') return new TextEncoder().encode(body).length
  if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) return body.byteLength
  let length = 0
  for await (const chunk of chunksOf(body)) length += chunk.byteLength
  return length
}

/** Yields the chunks of a stream. A web stream is read by its reader, as some browsers can't iterate streams. */
async function* chunksOf(stream: unknown): AsyncIterable<Uint8Array> {
  if (typeof stream !== 'object' || stream === null || !('getReader' in stream)) {
    yield* stream as AsyncIterable<Uint8Array>
    return
  }
  const reader = (stream as ReadableStream<Uint8Array>).getReader()
  for (let result = await reader.read(); !result.done; result = await reader.read()) yield result.value
}

/** Returns `crypto.subtle`. If there is no global `crypto`, as in the tests for React Native, Node's module is used. */
function subtle(): SubtleCrypto {
  return (globalThis.crypto ?? process.getBuiltinModule('node:crypto').webcrypto).subtle
}
