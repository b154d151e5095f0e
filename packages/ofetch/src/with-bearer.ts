import { type Coordinator, EverbearerError, fetchWithToken, expectArguments, type SessionIdentity } from '@everbearer/core'
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
 *
 * @throws {TypeError} the arguments are not a $fetch and a coordinator
 */
export function withBearer(client: $Fetch, auth: Coordinator): $Fetch {
  expectArguments('withBearer', 'ofetch', arguments)
  return bindCalls(client.create({}, { fetch: bearerFetch(client.native, auth) }), auth)
}

/** Among the options of a call, through its hooks and retries: the session that the call began in. */
const sessionKey: unique symbol = Symbol('everbearer')

interface BoundOptions extends FetchOptions {
  readonly [sessionKey]?: SessionIdentity
}

/**
 * The fetch alone, for `createFetch({ fetch })`; it sends with the one that is given. Everbearer's errors are then the
 * `cause` of ofetch's, and each attempt belongs to the session of its own moment.
 *
 * @throws {TypeError} the arguments are not a fetch function and a coordinator
 */
export function bearerFetch(fetch: Fetch, auth: Coordinator): Fetch {
  expectArguments('bearerFetch', 'fetch', arguments)
  return (input, init: BoundOptions = {}) => {
    const { bearer, timeout } = init
    const { signal, release } = callersSignal(init)
    // ofetch's timer has run since it called; an attempt that goes out later gets one of its own.
    let late = false
    const answer = fetchWithToken(auth, input, copyOf(init), {
      bearer,
      session: init[sessionKey],
      signal,
      send: (target, sent) => (late && timeout ? timedAttempt(fetch, [target, sent], timeout, signal) : fetch(target, sent)),
    })
    late = true
    return (release ? answer.finally(release) : answer).catch((error: unknown) => {
      // ofetch would take it for a failure of the network, and try again.
      if (error instanceof EverbearerError) init.retry = false
      throw error
    })
  }
}

/** ofetch deletes from its options, which leaves them a dictionary to V8: one that is spread three times as slowly as copied name by name. */
function copyOf(options: object): object {
  const copy: Record<string, unknown> = {}
  for (const name of Object.keys(options)) copy[name] = options[name as keyof typeof options]
  return copy
}

/**
 * Each call belongs to the session in which it begins. What fails for want of a token fails with the error that says so,
 * as with every other client.
 */
function bindCalls(client: $Fetch, auth: Coordinator): $Fetch {
  const bound = <Options extends Pick<RequestInit, 'signal'> | undefined>(options: Options): Options => ({
    ...options,
    [sessionKey]: auth.sessionForCall(options?.signal),
  })
  const call: Pick<$Fetch, keyof $Fetch> = {
    raw: (request, options) => client.raw(request, bound(options)).catch(unwrap),
    native: client.native,
    create: (...defaults) => bindCalls(client.create(...defaults), auth),
  }
  return Object.assign(((request, options) => client(request, bound(options)).catch(unwrap)) as $Fetch, call)
}

function unwrap(error: Error): never {
  throw error.cause instanceof EverbearerError ? error.cause : error
}
