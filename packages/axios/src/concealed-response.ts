import { isOneShot } from '@everbearer/core/adapter'
import type { AxiosResponse } from 'axios'
import { conceal, concealedCopy } from './conceal.ts'
import { isAxiosError } from './axios-copy.ts'

/** The members of a Node stream that give access to its errors. */
interface NodeStream {
  readonly constructor: { readonly errorMonitor?: symbol }
  readonly on: (event: symbol, listener: (error: unknown) => unknown) => unknown
  readonly destroy: (error?: unknown, ...more: unknown[]) => unknown
}

/** Hides the sent request, which contains the token, from logs of a response and of its stream's errors. */
export function concealedResponse(response: AxiosResponse): AxiosResponse {
  const shown = concealedCopy(response, 'request')
  const { data } = shown
  if (!isOneShot(data)) return shown
  if (!('getReader' in data)) concealErrorsOf(conceal(data as object as NodeStream, 'req', 'socket', 'client'))
  // A web stream fails with axios's own errors only if axios counts the bytes. Any other stream stays unwrapped, as byte readers need it.
  else if ((shown.config?.maxContentLength ?? -1) >= 0) shown.data = concealedStream(data)
  return shown
}

/** Hides the sent request from logs of an error, of its response and of its cause. */
export function concealedError(error: unknown): unknown {
  if (!isAxiosError(error)) return error
  if (error.response) error.response = concealedResponse(error.response)
  concealedError(error.cause)
  // React Native's XMLHttpRequest shows its headers.
  const { event } = error as { readonly event?: object }
  if (event) conceal(event, 'target', 'currentTarget')
  return conceal(error, 'request')
}

/**
 * Hides the sent request from logs of a stream's errors. axios ends a stream with its own error in two ways: by `destroy`, which stores
 * the error in the stream at once, and by `emit`. For `emit`, an error monitor hides the request before all other listeners run. Node
 * does not count an error monitor as a handler of the error.
 */
function concealErrorsOf(stream: NodeStream): void {
  const { destroy } = stream
  const concealing: NodeStream['destroy'] = (error, ...more) => destroy.call(stream, concealedError(error), ...more)
  Object.defineProperty(stream, 'destroy', { value: concealing, writable: true, configurable: true })
  const { errorMonitor } = stream.constructor
  if (errorMonitor !== undefined) stream.on(errorMonitor, concealedError)
}

function concealedStream(stream: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  const reader = stream.getReader()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read()
          if (done) controller.close()
          else controller.enqueue(value)
        } catch (error) {
          throw concealedError(error)
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
}
