import { readBounded, reasonOf, TokenRequestError } from '@everbearer/core'

type PlatformFetch = typeof globalThis.fetch

/** How requests to the authorization server are sent. */
export interface HttpOptions {
  /**
   * Resolves once the body has been read.
   *
   * @throws {TokenRequestError} no answer came; it names the origin and the system's reason
   * @throws {TokenResponseError} the body is longer than 1 MiB
   */
  readonly fetch: (url: string, init: { readonly signal?: AbortSignal | undefined }) => Promise<Response>
}

/**
 * @param fetch - looked up at each call where it is left out, so that later patches count
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
  try {
    // Should this fetch be one that waits for our token, the request for that token must not wait with it.
    return await fetch(url, { ...init, bearer: false } as RequestInit)
  } catch (cause) {
    if (init.signal?.aborted) throw cause
    throw new TokenRequestError(`The request to ${new URL(url).origin} failed${reasonOf(cause)}.`, { cause })
  }
}
