/** A body as it streams in. */
export type BodyStream = ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>

/** A stream of Node's, as far as it matters here. */
interface NodeStream extends AsyncIterable<Uint8Array> {
  readonly constructor: { from(chunks: AsyncIterable<Uint8Array>): unknown }
  iterator(options: { destroyOnReturn: boolean }): AsyncIterator<Uint8Array>
  destroy(): unknown
}

/** Can this body be sent, or read, only once? Streams and iterators can; all else can be sent as often as need be. */
export function isOneShot(body: unknown): body is ReadableStream<Uint8Array> | NodeStream {
  return typeof body === 'object' && body !== null && ('getReader' in body || 'pipe' in body || Symbol.asyncIterator in body)
}

/**
 * A copy of a streamed body that nobody has read. The answer keeps one of its own, of the same kind as before.
 * Null where the body is no stream: then it has been read.
 */
export function copyUnreadData(answer: { data: unknown }): BodyStream | null {
  const { data } = answer
  if (!isOneShot(data)) return null
  const [kept, copy] = 'getReader' in data ? data.tee() : splitNodeStream(data)
  answer.data = kept
  return copy
}

/**
 * The kept stream takes over each result that the copy has asked for, in order: one that is still to come, and an error, too.
 * The copy has no `return`, so that a reader who stops does not end the caller's stream. The end of the kept stream does.
 */
function splitNodeStream(stream: NodeStream): [kept: unknown, copy: BodyStream] {
  const chunks = stream.iterator({ destroyOnReturn: false })
  const taken: Promise<IteratorResult<Uint8Array>>[] = []
  const copy = iterating({
    next() {
      const result = chunks.next()
      taken.push(result)
      return result
    },
  })
  const kept = iterating({
    next: () => taken.shift() ?? chunks.next(),
    async return() {
      stream.destroy()
      return { done: true, value: undefined }
    },
  })
  // The same class, whichever that is: importing Node's streams would shut out browsers.
  return [stream.constructor.from(kept), copy]
}

function iterating(iterator: AsyncIterator<Uint8Array>): AsyncIterable<Uint8Array> {
  return { [Symbol.asyncIterator]: () => iterator }
}
