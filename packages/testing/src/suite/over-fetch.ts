import type { Call, Reply } from './client.ts'
import type { Transport } from './settings.ts'

/** Makes a fetch function, as users pass to clients. The function calls the platform's fetch and the functions of the transport. */
export function spiedFetch({ sending, received }: Transport): typeof globalThis.fetch {
  return async (input, init) => {
    const url = typeof input === 'object' && 'url' in input ? input.url : String(input)
    await sending?.(url)
    const response = await globalThis.fetch(input, init)
    await received?.(response.status, url)
    return response
  }
}

/**
 * Reads a response of fetch. If `responseType` is `json`, a response with another content type is read as text.
 *
 * @param responseType - @default by the content type
 * @param reader - the client's own methods of reading. @default the response's methods
 */
export async function replyOfFetch(
  native: Response,
  responseType?: Call['responseType'],
  reader: Pick<Response, 'text' | 'arrayBuffer'> = native,
): Promise<Reply> {
  return { status: native.status, header: (name) => native.headers.get(name), body: await read(native, responseType, reader), native }
}

async function read(
  response: Response,
  responseType: Call['responseType'],
  reader: Pick<Response, 'text' | 'arrayBuffer'>,
): Promise<unknown> {
  if (responseType === 'stream') return response.body
  if (responseType === 'bytes') return reader.arrayBuffer()
  const text = await reader.text()
  const isJson = responseType !== 'text' && (response.headers.get('content-type') ?? '').includes('json')
  return isJson && text !== '' ? JSON.parse(text) : text
}

/** Checks whether this path of a call is an absolute URL. */
export function isUrl(path: string): boolean {
  return /^https?:/i.test(path)
}
