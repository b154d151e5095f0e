/** A streamed body: a web stream, or an async iterable such as a Node stream. */
export type BodyStream = ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>

/**
 * Checks whether a body can be sent, or read, only once. Streams and async iterables are such bodies. All other bodies can be sent again.
 *
 * @example
 * ```ts
 * import { isOneShot } from '@everbearer/core/adapter'
 *
 * console.log(isOneShot(new Blob(['text']).stream()), isOneShot('text')) // true false
 * ```
 * @experimental
 */
export function isOneShot(body: unknown): body is BodyStream {
  return typeof body === 'object' && body !== null && ('getReader' in body || 'pipe' in body || Symbol.asyncIterator in body)
}
