/** A body as it streams in. */
export type BodyStream = ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>

/** A stream of Node's, as far as it matters here. */
interface NodeStream extends AsyncIterable<Uint8Array> {
  readonly constructor: { from(chunks: AsyncIterable<Uint8Array>): unknown }
  iterator(options: { destroyOnReturn: boolean }): AsyncIterator<Uint8Array>
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

function splitNodeStream(stream: NodeStream): [kept: unknown, copy: BodyStream] {
  const read: Uint8Array[] = []
  const rest = stream.iterator({ destroyOnReturn: false })
  // Without a `return`, so that whoever stops reading the copy does not end the caller's stream.
  const next = async (): Promise<IteratorResult<Uint8Array>> => {
    const result = await rest.next()
    if (result.done !== true) read.push(result.value)
    return result
  }
  async function* replay(): AsyncIterable<Uint8Array> {
    yield* read
    yield* { [Symbol.asyncIterator]: () => rest }
  }
  // The same class, whichever that is: importing Node's streams would shut out browsers.
  return [stream.constructor.from(replay()), { [Symbol.asyncIterator]: () => ({ next }) }]
}
