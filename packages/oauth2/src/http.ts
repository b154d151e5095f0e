import { reasonOf, TokenRequestError } from '@everbearer/core'
import { readBounded } from '@everbearer/core/adapter'

type PlatformFetch = typeof globalThis.fetch

/** How requests to the authorization server are sent. */
export interface HttpOptions {
  /**
   * Resolves once the body has been read.
   *
   * @throws {TokenRequestError} no response came; the message names the origin and the system's reason
   * @throws {TokenResponseError} the body is longer than 1 MiB
   */
  readonly fetch: (url: string, init: { readonly signal?: AbortSignal | undefined }) => Promise<Response>
}

/**
 * @param fetch - @default the platform's fetch at the time of each call, with later patches
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
    // Prevents a deadlock if the caller passes a fetch wrapped by this coordinator.
    return await fetch(url, { ...init, bearer: false } as RequestInit)
  } catch (cause) {
    if (init.signal?.aborted) throw cause
    throw new TokenRequestError(`The request to ${new URL(url).origin} failed${reasonOf(cause)}.`, { cause })
  }
}
