import type { ProbeRequest, Send } from './reply.ts'

/** A fetch that sends as `send` does. For token sources, which send text and read whole bodies. */
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
    // The platform's fetch has the system's code in its cause, too.
    if (reply.kind === 'no-response')
      throw new TypeError('fetch failed', { cause: Object.assign(new Error('no response'), { code: reply.code }) })
    const { status, headers: received, text } = reply
    // The source sees each status but those that a `Response` can't have.
    return new Response([204, 205, 304].includes(status) ? null : text, { status: status < 200 ? 502 : status, headers: received })
  }
  return fetch as typeof globalThis.fetch
}
