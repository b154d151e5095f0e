import { TokenRequestError } from '@everbearer/core'
import { readBounded, reasonOf } from '@everbearer/core/adapter'

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
  const { body } = init as RequestInit
  try {
    // React Native's fetch sends no URLSearchParams. The request names its content type itself.
    const text = body instanceof URLSearchParams ? { body: String(body) } : {}
    // `bearer` prevents a deadlock if the caller passes a fetch wrapped by this coordinator.
    const sent: object = { ...init, ...text, bearer: false }
    return await fetch(url, sent)
  } catch (cause) {
    if (init.signal?.aborted) throw cause
    throw new TokenRequestError(`The request to ${new URL(url).origin} failed${reasonOf(cause)}.`, { cause })
  }
}
