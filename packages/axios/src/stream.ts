import type { AxiosResponse } from 'axios'

type Chunks = AsyncIterable<Uint8Array>
type NodeStream = { constructor: { from(chunks: Chunks): unknown }; iterator(options: { destroyOnReturn: boolean }): Chunks }

/** Can it be sent, or read, only once? */
export function isStream(data: unknown): data is ReadableStream<Uint8Array> | NodeStream {
  return typeof data === 'object' && data !== null && ('getReader' in data || 'pipe' in data || Symbol.asyncIterator in data)
}

/** A copy of a streamed body that nobody has read; the caller's own stays readable. Null where axios has read it. */
export function copyUnread(response: AxiosResponse): ReadableStream<Uint8Array> | Chunks | null {
  const data: unknown = response.data
  if (!isStream(data)) return null
  const [kept, copy] = 'getReader' in data ? data.tee() : teeNodeStream(data)
  response.data = kept
  return copy
}

/** Makes a stream of the same class, whichever that is: importing Node's would shut out browsers. */
function teeNodeStream(data: NodeStream): [kept: unknown, copy: Chunks] {
  const read: Uint8Array[] = []
  const rest = data.iterator({ destroyOnReturn: false })
  const replay = async function* (): Chunks { yield* read; yield* rest }
  const record = async function* (): Chunks { for await (const chunk of rest) { read.push(chunk); yield chunk } }
  return [data.constructor.from(replay()), record()]
}
