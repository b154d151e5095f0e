import { type Coordinator, EverbearerError } from '@everbearer/core'
import { bindCall, type BoundCall, type ClientKind, expectArguments, fetchWithToken } from '@everbearer/core/adapter'
import type { $Fetch, FetchOptions, ResponseType } from 'ofetch'
import { callersSignal } from './callers-signal.ts'
import { type Fetch, sendTimedAttempt } from './timed-attempt.ts'

declare module 'ofetch' {
  // oxlint-disable-next-line no-explicit-any -- an augmentation repeats the original's parameters
  interface FetchOptions<R extends ResponseType = ResponseType, T = any> {
    /** `false`: this request goes out without a token. A coordinator: with its token, as of the account that the request is for. */
    bearer?: boolean | Coordinator | undefined
  }
}

const ofetchInstance: ClientKind = { name: 'a $fetch of ofetch', is: isInstance }

/** A $fetch would pass for a fetch. */
const fetchFunction: ClientKind = {
  name: 'a fetch function',
  is: (value) => typeof value === 'function' && !isInstance(value),
  describe: (value) => (isInstance(value) ? ofetchInstance.name : undefined),
}

/**
 * Gives a $fetch that keeps `auth`'s token on its requests and replays a request once when the token is refused. All
 * else stays as it is. Where no token can be had, its calls fail with everbearer's own errors.
 *
 * @throws {TypeError} the arguments are not a $fetch and a coordinator
 */
export function withBearer(client: $Fetch, auth: Coordinator): $Fetch {
  expectArguments('withBearer', ofetchInstance, arguments)
  return bindCalls(client.create({}, { fetch: bearerFetch(client.native, auth) }), auth)
}

/** Among the options of a call, through its hooks and retries: what the call is bound to. */
const callKey: unique symbol = Symbol('everbearer')

interface BoundOptions extends FetchOptions {
  [callKey]?: BoundCall
}

/**
 * The fetch alone, for `createFetch({ fetch })`; it sends with the one that is given. Everbearer's errors are then the
 * `cause` of ofetch's, and each attempt belongs to the session of its own moment.
 *
 * @throws {TypeError} the arguments are not a fetch function and a coordinator
 */
export function bearerFetch(fetch: Fetch, auth: Coordinator): Fetch {
  expectArguments('bearerFetch', fetchFunction, arguments)
  return (input, init: BoundOptions = {}) => {
    const { bearer, timeout } = init
    const { signal, release } = callersSignal(init)
    // ofetch's timer has run since it called; an attempt that goes out later gets one of its own.
    let isLate = false
    const sending = fetchWithToken(auth, input, copyOf(init), {
      bearer,
      session: rebound(init, auth)?.session,
      signal,
      send: (target, sent) => (isLate && timeout ? sendTimedAttempt(fetch, [target, sent], timeout, signal) : fetch(target, sent)),
    })
    isLate = true
    return (release ? sending.finally(release) : sending).catch((error: unknown) => {
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
  const bound = <Options extends Pick<FetchOptions, 'signal' | 'bearer'> | undefined>(options: Options): Options => ({
    ...options,
    [callKey]: bindCall(auth, { bearer: options?.bearer, signal: options?.signal }),
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

/** A hook may have named another coordinator. The retries of the call stay with that one. */
function rebound(options: BoundOptions, auth: Coordinator): BoundCall | undefined {
  const { [callKey]: call, bearer, signal } = options
  if (call === undefined) return undefined
  return (options[callKey] = bindCall(auth, { bearer, signal }, call))
}

function isInstance(value: unknown): boolean {
  return 'raw' in Object(value) && 'native' in Object(value)
}
