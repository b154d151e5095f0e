type PlatformFetch = typeof globalThis.fetch

/** How requests to the authorization server are sent. */
export interface HttpOptions {
  readonly fetch: (url: string, init: object) => Promise<Response>
}

/**
 * @param fetch - looked up at each call where it is left out, so that later patches count
 */
export function resolveHttp(fetch: PlatformFetch | undefined): HttpOptions {
  return {
    // Should this fetch be one that waits for our token, the request for that token must not wait with it.
    fetch: (url, init) => (fetch ?? globalThis.fetch)(url, { ...init, bearer: false } as RequestInit),
  }
}
