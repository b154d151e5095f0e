import type { CoordinatorOrPool } from '@everbearer/core'
import { expectArguments, fetchWithToken } from '@everbearer/core/adapter'
import { type BoundOptions, rebind } from './bound-options.ts'
import { callersSignal } from './callers-signal.ts'
import { fetchFunction } from './client-kinds.ts'
import { isOwnError } from './own-error.ts'
import { type Fetch, sendTimedAttempt } from './timed-attempt.ts'

/**
 * Wraps a fetch for ofetch's `createFetch({ fetch })`: requests carry the token of `auth`. Everbearer's errors are then the `cause` of
 * ofetch's errors. Each retry of ofetch belongs to the session in which the retry begins.
 *
 * @example
 * ```ts
 * import { createFetch } from 'ofetch'
 * import { bearerFetch, createCoordinator } from '@everbearer/ofetch'
 *
 * const auth = createCoordinator({ source: async () => ({ access_token: 'from-somewhere' }), origins: ['https://api.example.com'] })
 * const api = createFetch({ fetch: bearerFetch(fetch, auth) })
 * ```
 * @throws {TypeError} the arguments are not a fetch function and a coordinator or a pool
 */
export function bearerFetch(fetch: Fetch, auth: CoordinatorOrPool): Fetch {
  expectArguments('bearerFetch', fetchFunction, arguments)
  return (input, init: BoundOptions = {}) => {
    const { bearer, timeout } = init
    const { signal, release } = callersSignal(init)
    // ofetch's timer covers only an attempt that is sent at once. A later attempt gets its own timer.
    let isLate = false
    let isTimed = false
    const sending = fetchWithToken(auth, input, copyOf(init), {
      bearer,
      session: rebind(init, auth)?.session,
      signal,
      send(target, sent) {
        if (!isLate || !timeout) return fetch(target, sent)
        isTimed = true
        return sendTimedAttempt(fetch, [target, sent], timeout, signal)
      },
    })
    isLate = true
    return sending.then(
      (response) => {
        // The caller may abort while the body is read. A timed attempt gets that abort only through this signal.
        if (!isTimed || response.body === null) release?.()
        return response
      },
      (error: unknown) => {
        release?.()
        if (isOwnError(error)) init.retry = false
        throw error
      },
    )
  }
}

/** Copies options by a loop. ofetch deletes options, so V8 stores the object as a dictionary, whose spread takes three times as long. */
function copyOf(options: object): object {
  const copy: Record<string, unknown> = {}
  for (const name of Object.keys(options)) copy[name] = options[name as keyof typeof options]
  return copy
}
