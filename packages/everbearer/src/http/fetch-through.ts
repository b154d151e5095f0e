import type { ProbeRequest, Send } from './reply.ts'

/** Returns a `fetch` function that sends requests by `send`. Only token sources use the function: they send text and read whole bodies. */
export function fetchThrough(send: Send): typeof globalThis.fetch {
  const fetch = async (url: string, { method, headers, body, signal }: RequestInit = {}): Promise<Response> => {
    signal?.throwIfAborted()
    const reply = await send({
      url,
      method: method as ProbeRequest['method'],
      headers: Object.fromEntries(new Headers(headers)),
      body: (body as string | null | undefined) ?? undefined,
      signal: signal ?? undefined,
    })
    signal?.throwIfAborted()
    // As in errors of the platform's fetch, the cause has the system's error code.
    if (reply.kind === 'no-response')
      throw new TypeError('fetch failed', { cause: Object.assign(new Error('no response'), { code: reply.code }) })
    const { status, headers: received, text } = reply
    // The source gets the real status, except for a status below 200, which a `Response` can't have.
    return new Response([204, 205, 304].includes(status) ? null : text, { status: status < 200 ? 502 : status, headers: received })
  }
  return fetch as typeof globalThis.fetch
}
