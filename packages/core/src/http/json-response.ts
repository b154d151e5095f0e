import { TokenResponseError } from '../lib/errors.ts'
import { readBounded } from './read-bounded.ts'

/** A response whose body was read as JSON. */
export interface JsonResponse {
  readonly status: number
  readonly headers: Headers
  /** The parsed body. Undefined: the body is not JSON, or the body of an error response could not be read. */
  readonly json: unknown
}

/** Checks whether this is a `Response` of fetch, of any implementation. */
export function isResponse(value: unknown): value is Response {
  const { status, headers, text } = (value ?? {}) as Partial<Response>
  return typeof status === 'number' && typeof text === 'function' && typeof headers?.get === 'function'
}

export function isSuccess({ status }: Pick<JsonResponse, 'status'>): boolean {
  return status >= 200 && status < 300
}

/**
 * Reads a response to its end. Returns the status of an error response even if its body can't be read.
 *
 * @param signal - stops the reading when it aborts
 * @throws {TokenResponseError} the body has been read already, or the body of a success is longer than 1 MiB
 */
export async function readJson(response: Response, signal: AbortSignal): Promise<JsonResponse> {
  const { status, headers } = response
  if (response.bodyUsed) throw new TokenResponseError('The response of the token source has been read already; expected an unread one.')
  try {
    const read = await readBounded(response, signal)
    return { status, headers, json: parse(await read.text()) }
  } catch (error) {
    if (isSuccess(response)) throw error
    return { status, headers, json: undefined }
  }
}

/**
 * Parses JSON. Undefined: the text is not JSON. The parser's error is dropped, because its message quotes the body, which may hold a token.
 */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
