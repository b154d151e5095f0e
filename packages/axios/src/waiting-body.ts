import type { Config } from './config.ts'
import type { AxiosLibrary } from './axios-copy.ts'

/** The members of a Node stream that are used here. */
interface NodeStream extends Readonly<Record<'on' | 'removeListener', (event: string, listener: (error: Error) => void) => unknown>> {
  readonly errored?: Error | null
  readonly destroyed?: boolean
  readonly readableEnded?: boolean
}

/** Object that watches a streamed body while its request waits for a token. */
export interface WaitingBody {
  /** Signal that aborts with axios's own error if the body fails. */
  readonly signal: AbortSignal
  /**
   * Stops watching. It must be called just before axios sends the body.
   *
   * @throws axios's own error, if the body has failed
   */
  readonly release: () => void
}

/**
 * Listens to a streamed body while its request waits for a token. axios adds its listeners only when it sends. Until then, an error would
 * end the process, and a request with a destroyed stream would never end. If the body is never released, for example after an abort, its
 * later failures are ignored, as axios does.
 */
export function watchBody(body: object, config: Config, { AxiosError, CanceledError }: AxiosLibrary): WaitingBody | undefined {
  if (!('pipe' in body && 'removeListener' in body)) return undefined
  const stream = body as object as NodeStream
  const failure = new AbortController()
  const failed = (error: Error): void => failure.abort(AxiosError.from(error, undefined, config))
  const closed = (): void => failure.abort(new CanceledError('Request stream has been aborted', config))
  stream.on('error', failed)
  stream.on('close', closed)
  return {
    signal: failure.signal,
    release() {
      // A failed stream calls its listeners only a tick later.
      if (stream.errored != null) failed(stream.errored)
      else if (stream.destroyed === true && stream.readableEnded === false) closed()
      failure.signal.throwIfAborted()
      stream.removeListener('error', failed)
      stream.removeListener('close', closed)
    },
  }
}
