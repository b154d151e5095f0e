import { type Coordinator, EverbearerError } from '@everbearer/core'
import { expectArguments, fetchWithToken } from '@everbearer/core/adapter'
import { type BoundOptions, rebind } from './bound-options.ts'
import { callersSignal } from './callers-signal.ts'
import { fetchFunction } from './client-kinds.ts'
import { type Fetch, sendTimedAttempt } from './timed-attempt.ts'

/**
 * Gives the fetch alone, for `createFetch({ fetch })`; it sends with the fetch that is given. Everbearer's errors are then the
 * `cause` of ofetch's, and each attempt belongs to the session of its own moment.
 *
 * @example
 * ```ts
 * import { createFetch } from 'ofetch'
 * import { bearerFetch, createCoordinator } from '@everbearer/ofetch'
 *
 * const auth = createCoordinator({ source: async () => ({ access_token: 'from somewhere' }), origins: ['https://api.example.com'] })
 * const api = createFetch({ fetch: bearerFetch(fetch, auth) })
 * ```
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
      session: rebind(init, auth)?.session,
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
