import { isOneShot } from '../http/body.ts'

/** The members of a Node stream that are used here. */
interface NodeStream {
  readonly errored?: Error | null
  on(event: 'error', listener: () => void): void
  destroy(): void
}

/**
 * Listens for errors of a Node stream: an error without a listener would end the process.
 *
 * @returns the stream, if the body is a Node stream
 */
export function watchBody(body: unknown): NodeStream | undefined {
  if (!isNodeStream(body)) return undefined
  body.on('error', () => {})
  return body
}

/** Cancels a streamed body that will not be sent, as fetch does if a request fails. */
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
