import type { BodyStream } from './body.ts'

/** Returns an iterator of the chunks of a stream. Some browsers can't iterate web streams, and the streams of node-fetch have no reader. */
export function chunksOf(stream: BodyStream): AsyncIterator<Uint8Array> {
  if (!('getReader' in stream)) return stream[Symbol.asyncIterator]()
  const reader = stream.getReader()
  return {
    next: () => reader.read() as Promise<IteratorResult<Uint8Array>>,
    return: async () => ({ done: true, value: await reader.cancel() }),
  }
}
