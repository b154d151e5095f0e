import { isOneShot } from '../http/body.ts'

/** A stream of Node's, as far as it matters here. */
interface NodeStream {
  readonly errored?: Error | null
  on(event: 'error', listener: () => void): void
  destroy(): void
}

/**
 * Keeps a failure of Node's streams from ending the process while nobody reads them.
 *
 * @returns the stream, if the body is one of Node's
 */
export function watchBody(body: unknown): NodeStream | undefined {
  if (!isNodeStream(body)) return undefined
  body.on('error', () => {})
  return body
}

/** Lets a stream go that is not going to be sent, as fetch does with that of a request that fails. */
export function cancelBody(body: unknown, reason: unknown): void {
  if (!isOneShot(body)) return
  if (isNodeStream(body)) body.destroy()
  else void ('getReader' in body ? body.cancel(reason) : finish(body)).catch(() => {})
}

async function finish(body: AsyncIterable<unknown>): Promise<void> {
  await body[Symbol.asyncIterator]().return?.()
}

function isNodeStream(body: unknown): body is NodeStream {
  return isOneShot(body) && 'destroy' in body && 'on' in body
}
