import { TokenRequestError } from '@everbearer/core'
import { readBounded, reasonOf } from '@everbearer/core/adapter'

type PlatformFetch = typeof globalThis.fetch

/** The function that sends requests to the authorization server. */
export interface HttpOptions {
  /**
   * Sends a request, and resolves when the body has been read.
   *
   * @throws {TokenRequestError} no response came; the message names the origin and the system's reason
   * @throws {TokenResponseError} the body is longer than 1 MiB
   */
  readonly fetch: (url: string, init: { readonly signal?: AbortSignal | undefined }) => Promise<Response>
}

/**
 * Makes the function that sends requests to the authorization server.
 *
 * @param fetch - @default the value of the platform's `fetch` at each call, so that later patches work
 */
export function resolveHttp(fetch: PlatformFetch | undefined): HttpOptions {
  return {
    async fetch(url, init) {
      const response = await send(fetch ?? globalThis.fetch, url, init)
      return readBounded(response)
    },
  }
}

async function send(fetch: PlatformFetch, url: string, init: { readonly signal?: AbortSignal | undefined }): Promise<Response> {
  const { body } = init as RequestInit
  try {
    // React Native's fetch cannot send URLSearchParams. The headers of the request already have the content type.
    const text = body instanceof URLSearchParams ? { body: String(body) } : {}
    // `bearer` prevents a deadlock if the caller passes a fetch wrapped by this coordinator.
    const sent: object = { ...init, ...text, bearer: false }
    return await fetch(url, sent)
  } catch (cause) {
    if (init.signal?.aborted) throw cause
    throw new TokenRequestError(`The request to ${new URL(url).origin} failed${reasonOf(cause)}.`, { cause })
  }
}
