import { type BodyStream, isOneShot } from '@everbearer/core/adapter'

/** The members of a Node stream that are used here. */
interface NodeStream extends AsyncIterable<Uint8Array> {
  readonly constructor: { from(chunks: AsyncIterable<Uint8Array>): unknown }
  iterator(options: { destroyOnReturn: boolean }): AsyncIterator<Uint8Array>
  destroy(): unknown
}

/**
 * Splits an unread streamed body. Returns a copy, and the response keeps a stream of the same kind as before. Null: the body is no stream,
 * as axios has read it already.
 */
export function copyUnreadData(response: { data: unknown }): BodyStream | null {
  const { data } = response
  if (!isOneShot(data)) return null
  const [kept, copy] = 'getReader' in data ? data.tee() : splitNodeStream(data as NodeStream)
  response.data = kept
  return copy
}

/**
 * Splits a Node stream into a stream that the caller keeps and a copy. The kept stream first yields the results that the copy has
 * requested, in order: chunks, an error or the end. The copy has no `return`, so a reader of the copy that stops early does not end the
 * kept stream. If the caller stops early, the original stream is destroyed.
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
  // This uses the stream's own class, as an import of `node:stream` would fail in browsers.
  return [stream.constructor.from(kept), copy]
}

function iterating(iterator: AsyncIterator<Uint8Array>): AsyncIterable<Uint8Array> {
  return { [Symbol.asyncIterator]: () => iterator }
}
