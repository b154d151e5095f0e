/** The way of token requests to the server, on which something may happen at a chosen moment. */
export interface TokenWire {
  /** Sends as the platform's fetch does. */
  readonly fetch: typeof globalThis.fetch
  /** Calls `action` once: when the client has sent its next refresh, and before the server gets the request. */
  readonly beforeNextRequest: (action: () => Promise<void>) => void
  /** Calls `action` once: when the server has issued a token for the next refresh, and before the client gets the response. */
  readonly beforeNextResponse: (action: () => Promise<void>) => void
}

export function createTokenWire(): TokenWire {
  let onRequest: (() => Promise<void>) | undefined
  let onResponse: (() => Promise<void>) | undefined
  return {
    async fetch(input, init) {
      if (!isRefresh(init)) return fetch(input, init)
      const [beforeRequest, beforeResponse] = [onRequest, onResponse]
      ;[onRequest, onResponse] = [undefined, undefined]
      await beforeRequest?.()
      const response = await fetch(input, init)
      await beforeResponse?.()
      return response
    },
    beforeNextRequest(action) {
      onRequest = action
    },
    beforeNextResponse(action) {
      onResponse = action
    },
  }
}

function isRefresh(init: RequestInit | undefined): boolean {
  return typeof init?.body === 'string' && new URLSearchParams(init.body).get('grant_type') === 'refresh_token'
}
