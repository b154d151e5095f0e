import { type Coordinator, createFetchCall, EverbearerError, exchange, refusalOf } from '@everbearer/core'
import type { $Fetch, FetchOptions, ResponseType } from 'ofetch'
import { callersSignal } from './callers-signal.ts'
import { type Fetch, timedAttempt } from './timed-attempt.ts'

declare module 'ofetch' {
  // oxlint-disable-next-line no-explicit-any -- an augmentation repeats the original's parameters
  interface FetchOptions<R extends ResponseType = ResponseType, T = any> {
    /** `false`: this request goes out without a token. */
    bearer?: boolean | undefined
  }
}

/**
 * Gives a $fetch that keeps `auth`'s token on its requests and replays a request once when the token is refused. All
 * else stays as it is. Where no token can be had, its calls fail with everbearer's own errors.
 */
export function withBearer(client: $Fetch, auth: Coordinator): $Fetch {
  return unwrapErrors(client.create({}, { fetch: bearerFetch(client.native, auth) }))
}

/** The fetch alone, for `createFetch({ fetch })`; it sends with the one that is given. Everbearer's errors are then the `cause` of ofetch's. */
export function bearerFetch(fetch: Fetch, auth: Coordinator): Fetch {
  return (input, init: FetchOptions = {}) => {
    const call = createFetchCall(input, init as RequestInit)
    const { signal, release } = callersSignal(init)
    // ofetch's timer has run since it called; an attempt that goes out later gets one of its own.
    let late = false
    const answer = exchange(auth, {
      url: call.url,
      options: { bearer: init.bearer, signal },
      ownCredentials: call.hasHeader(auth.header),
      replayable: call.replayable,
      attempt(authorization) {
        if (authorization === undefined) return fetch(...call.plain())
        const authorized = call.authorized(authorization)
        return late && init.timeout ? timedAttempt(fetch, authorized, init.timeout, signal) : fetch(...authorized)
      },
      refusal: refusalOf,
    }).catch((error: unknown) => {
      // ofetch would take it for a failure of the network, and try again.
      if (error instanceof EverbearerError) init.retry = false
      throw error
    })
    late = true
    if (release === undefined && call.release === undefined) return answer
    return answer.finally(() => {
      release?.()
      call.release?.()
    })
  }
}

/** What fails for want of a token fails with the error that says so, as with every other client. */
function unwrapErrors(client: $Fetch): $Fetch {
  const call: Pick<$Fetch, keyof $Fetch> = {
    raw: (...request) => client.raw(...request).catch(unwrap),
    native: client.native,
    create: (...defaults) => unwrapErrors(client.create(...defaults)),
  }
  return Object.assign(((...request) => client(...request).catch(unwrap)) as $Fetch, call)
}

function unwrap(error: Error): never {
  throw error.cause instanceof EverbearerError ? error.cause : error
}
