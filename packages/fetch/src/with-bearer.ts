import type { Coordinator } from '@everbearer/core'
import { expectArguments, fetchWithToken } from '@everbearer/core/adapter'
import { fetchFunction } from './fetch-function.ts'
import type { Fetch } from './fetch-like.ts'
import { createSender } from './platform.ts'

type Input = Parameters<typeof fetch>[0]
type Init = NonNullable<Parameters<typeof fetch>[1]>

/** fetch's own options and ours. */
export type BearerInit = Init & {
  /** `false`: this request goes out without a token. A coordinator: with its token, as of the account that the request is for. */
  bearer?: boolean | Coordinator | undefined
}

/** The fetch that was given, with `bearer` known among its options. */
export type BearerFetch<F extends Fetch> = F & ((input: Input, init?: BearerInit) => Promise<Response>)

/**
 * Gives a fetch whose requests carry `auth`'s token, and that replays a request whose token was rejected.
 * All else is as the given fetch does it; the platform's own is looked up at each call, later patches included.
 *
 * An `AbortSignal.timeout()` is the caller's wall clock: it runs on while a request waits for a token.
 *
 * @example
 * ```ts
 * import { createCoordinator, withBearer } from '@everbearer/fetch'
 *
 * const auth = createCoordinator({ source: async () => ({ access_token: 'from somewhere' }), origins: ['https://api.example.com'] })
 * const api = withBearer(fetch, auth)
 * const response = await api('https://api.example.com/orders')
 * ```
 * @throws {TypeError} the arguments are not a fetch function and a coordinator
 */
export function withBearer<F extends Fetch>(fetch: F, auth: Coordinator): BearerFetch<F> {
  expectArguments('withBearer', fetchFunction, arguments)
  const { entered, send } = createSender(fetch, bearerFetch)
  return Object.assign(bearerFetch, fetch)

  function bearerFetch(input: Input, init?: BearerInit): Promise<Response> {
    entered(init)
    try {
      return fetchWithToken(auth, input, init, { send, bearer: init?.bearer })
    } catch (error) {
      return Promise.reject(error)
    }
  }
}
