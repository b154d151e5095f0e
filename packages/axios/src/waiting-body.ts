import type { Config } from './config.ts'
import type { AxiosLibrary } from './axios-copy.ts'

/** A stream of Node's. */
interface NodeStream extends Readonly<Record<'on' | 'removeListener', (event: string, listener: (error: Error) => void) => unknown>> {
  readonly errored?: Error | null
  readonly destroyed?: boolean
  readonly readableEnded?: boolean
}

/** Tells of the failure of a body that waits. */
export interface WaitingBody {
  /** Aborts with the error that axios has for a body that fails. */
  readonly signal: AbortSignal
  /**
   * Leaves the body to axios.
   *
   * @throws the error of a body that has failed
   */
  readonly release: () => void
}

/**
 * Listens to a streamed body while its request waits for a token. axios listens only once it sends: until then, an error
 * would end the process, and a stream that was destroyed would be sent for ever. Not released, as after an abort, the body
 * may still fail without harm, as with axios itself.
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
      // A stream fails at once, and tells its listeners a tick later.
      if (stream.errored != null) failed(stream.errored)
      else if (stream.destroyed === true && stream.readableEnded === false) closed()
      failure.signal.throwIfAborted()
      stream.removeListener('error', failed)
      stream.removeListener('close', closed)
    },
  }
}
