import type { Coordinator } from '@everbearer/core'
import { hasHeader, type HeadersLike, withAuthorization } from './headers.ts'

/** Any function that is called as fetch is: the platform's, undici's, a wrapper of your own. */
export type Fetch = (input: Parameters<typeof fetch>[0], init?: Parameters<typeof fetch>[1]) => Promise<Response>

type Input = Parameters<typeof fetch>[0]

/** fetch's own options and ours. */
export type BearerInit = NonNullable<Parameters<typeof fetch>[1]> & {
  /** `false`: this request goes out without a token. */
  bearer?: boolean | undefined
}

/** The fetch that was given, with `bearer` known among its options. */
export type BearerFetch<F extends Fetch> = F & ((input: Input, init?: BearerInit) => Promise<Response>)

/**
 * Gives a fetch that keeps `auth`'s token on its requests and replays a request once when the token is refused.
 * All else is as the given fetch does it. The platform's own fetch is looked up at each call, so that later
 * patches of it are not bypassed.
 *
 * An `AbortSignal.timeout()` is the caller's wall clock: it runs on while a request waits for a token.
 */
export function withBearer<F extends Fetch>(fetch: F, auth: Coordinator): BearerFetch<F> {
  const isPlatform = (fetch as Fetch) === globalThis.fetch

  async function bearerFetch(input: Input, init?: BearerInit): Promise<Response> {
    const send: Fetch = isPlatform && globalThis.fetch !== bearerFetch ? globalThis.fetch : fetch
    const request = input instanceof Request ? input : undefined
    const headers: HeadersLike = init?.headers ?? request?.headers
    const signal = init?.signal === undefined ? request?.signal : init.signal
    const requestUrl = request?.url ?? (input as string | URL).toString()

    const pending = auth.authorize(requestUrl, { bearer: init?.bearer, signal }, hasHeader(headers, auth.header))
    let authorization = pending instanceof Promise ? await pending : pending
    if (authorization === undefined) return send(input, init)

    // A Request's body can be sent once; whoever may have to send it again needs a copy from the start.
    const spare = request?.body && !request.bodyUsed && init?.body == null ? request.clone() : undefined
    let target = input
    for (;;) {
      const response = await send(target, { ...init, headers: withAuthorization(headers, authorization) })
      authorization =
        response.status < 400
          ? undefined
          : await auth.recover(authorization, {
              status: response.status,
              challenge: response.headers.get('www-authenticate'),
              url: response.url,
              requestUrl,
              replayable: isRepeatable(init?.body),
              unread: () => response.clone().body,
              signal,
            })
      if (authorization === undefined) {
        // An unread copy holds the whole body in memory.
        if (spare !== undefined && !spare.bodyUsed) void spare.body?.cancel()
        return response
      }
      target = spare ?? input
    }
  }

  return Object.assign(bearerFetch, fetch)
}

/** A stream can be sent once; every other body as often as need be. */
function isRepeatable(body: unknown): boolean {
  return typeof body !== 'object' || body === null || !('getReader' in body || Symbol.asyncIterator in body)
}
