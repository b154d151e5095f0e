import { type BodyStream, isOneShot } from '@everbearer/core/adapter'

/** A stream of Node's, as far as it matters here. */
interface NodeStream extends AsyncIterable<Uint8Array> {
  readonly constructor: { from(chunks: AsyncIterable<Uint8Array>): unknown }
  iterator(options: { destroyOnReturn: boolean }): AsyncIterator<Uint8Array>
  destroy(): unknown
}

/**
 * Gives a copy of a streamed body that nobody has read. The response keeps one of its own, of the same kind as before.
 * Null if the body is no stream: then it has been read.
 */
export function copyUnreadData(response: { data: unknown }): BodyStream | null {
  const { data } = response
  if (!isOneShot(data)) return null
  const [kept, copy] = 'getReader' in data ? data.tee() : splitNodeStream(data as NodeStream)
  response.data = kept
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
