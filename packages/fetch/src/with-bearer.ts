import { type Authorization, type Coordinator, exchange, isOneShot } from '@everbearer/core'
import type { Fetch } from './fetch-like.ts'
import { copyHeaders, hasHeader, withHeader } from './headers.ts'
import { createSender } from './platform.ts'

type Input = Parameters<typeof fetch>[0]
type Init = NonNullable<Parameters<typeof fetch>[1]>

/** fetch's own options and ours. */
export type BearerInit = Init & {
  /** `false`: this request goes out without a token. */
  bearer?: boolean | undefined
}

/** The fetch that was given, with `bearer` known among its options. */
export type BearerFetch<F extends Fetch> = F & ((input: Input, init?: BearerInit) => Promise<Response>)

/**
 * Gives a fetch that keeps `auth`'s token on its requests and replays a request once when the token is refused.
 * All else is as the given fetch does it; the platform's own is looked up at each call, later patches included.
 *
 * An `AbortSignal.timeout()` is the caller's wall clock: it runs on while a request waits for a token.
 */
export function withBearer<F extends Fetch>(fetch: F, auth: Coordinator): BearerFetch<F> {
  const { entered, send, sendOwn } = createSender(fetch, bearerFetch)
  return Object.assign(bearerFetch, fetch)

  async function bearerFetch(input: Input, init?: BearerInit): Promise<Response> {
    entered(init)
    const request = typeof input === 'object' && 'url' in input ? input : undefined
    const headers = copyHeaders(init?.headers ?? request?.headers)
    const signal = init?.signal === undefined ? request?.signal : init.signal
    let spare: Request | undefined
    try {
      return await exchange(auth, {
        url: request?.url ?? (input as string | URL).toString(),
        options: { bearer: init?.bearer, signal },
        ownCredentials: hasHeader(headers, auth.header),
        replayable: !isOneShot(init?.body),
        attempt(authorization) {
          // Headers that were given as an iterator have been read by now.
          if (authorization === undefined) return send(input, init?.headers ? { ...init, headers } : init)
          // A Request's body can be sent once; whoever may have to send it again needs a copy from the start.
          if (!authorization.replay && request?.body && !request.bodyUsed && init?.body == null) spare = request.clone()
          const target = authorization.replay ? (spare ?? input) : input
          return sendOwn(target, { ...init, ...redirectOf(authorization, init, request), headers: withHeader(headers, authorization) })
        },
        refusal: (response) => response.status < 400 ? undefined : {
          status: response.status,
          challenge: response.headers.get('www-authenticate'),
          url: response.url,
          unread: () => (response.bodyUsed ? null : response.clone().body),
        },
      })
    } finally {
      // An unread copy holds the whole body in memory.
      if (spare !== undefined && !spare.bodyUsed) spare.body?.cancel().catch(() => {})
    }
  }
}

/** Where the token must not follow a redirect, neither must the request. A caller who follows by hand goes on doing so. */
function redirectOf({ redirect }: Authorization, init: Init | undefined, request: Request | undefined): Init | undefined {
  return redirect === 'error' && (init?.redirect ?? request?.redirect) !== 'manual' ? { redirect } : undefined
}
